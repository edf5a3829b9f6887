// `npm run build`: compiles the library, reads its contracts from the same program, and the identities of the code behind its measurements.
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeContracts } from './contracts.mjs';
import { writeIdentities } from './identity/manifest.mjs';
import { root } from './project.mjs';

const ts = createRequire(import.meta.url)('typescript');

/** @returns {number} the exit code */
function build() {
  const config = join(root, 'lib', 'tsconfig.json');
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (/** @type {object} */ problem) => { throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n')); } };
  const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(config, {}, host);
  const program = ts.createIncrementalProgram({ rootNames: fileNames, options });
  const problems = [...program.getConfigFileParsingDiagnostics(), ...program.getSyntacticDiagnostics(), ...program.getGlobalDiagnostics(), ...program.getSemanticDiagnostics(), ...program.emit().diagnostics];
  const format = { getCanonicalFileName: (/** @type {string} */ name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' };
  process.stdout.write(ts.formatDiagnostics(problems, format));
  if (problems.length > 0) return 1;
  writeContracts(program.getProgram());
  writeIdentities();
  return 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = build();
