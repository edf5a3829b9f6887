// `npm run build`: compiles the library and the paper, and writes the contracts of their exports and the identities of the code
// behind measurements.
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../lib/setup/project.mjs';
import { FACES, writeContracts } from './contracts.mjs';
import { writeIdentities } from './identity/manifest.mjs';

const ts = createRequire(import.meta.url)('typescript');

/** The library, independent of the others; the bench, which measures its speed; the paper, which builds on both. */
const PROJECTS = ['lib', 'lib/src/bench', 'lib/src/paper'];

const format = { getCanonicalFileName: (/** @type {string} */ name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' };

/** @param {string} folder of a project @returns {import('typescript').ParsedCommandLine} */
function configOf(folder) {
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (/** @type {import('typescript').Diagnostic} */ problem) => { throw new Error(ts.formatDiagnostic(problem, format)); } };
  return ts.getParsedCommandLineOfConfigFile(join(root, folder, 'tsconfig.json'), {}, host);
}

/** @type {Map<string, import('typescript').SourceFile | undefined>} */
const parsed = new Map();

/** A host that parses each file once for all programs: their options are the same but for where they note what is built. @param {import('typescript').CompilerOptions} options */
function hostOf(options) {
  const host = ts.createIncrementalCompilerHost(options);
  const parse = host.getSourceFile;
  host.getSourceFile = (/** @type {[string, ...unknown[]]} */ ...words) => {
    if (!parsed.has(words[0])) parsed.set(words[0], parse(...words));
    return parsed.get(words[0]);
  };
  return host;
}

/** @param {string} folder of a project @returns {boolean} whether it compiles */
function compile(folder) {
  const { fileNames, options, projectReferences } = configOf(folder);
  const program = ts.createIncrementalProgram({ rootNames: fileNames, options, projectReferences, host: hostOf(options) });
  const problems = [...program.getConfigFileParsingDiagnostics(), ...program.getOptionsDiagnostics(), ...program.getSyntacticDiagnostics(), ...program.getGlobalDiagnostics(), ...program.getSemanticDiagnostics(), ...program.emit().diagnostics];
  process.stdout.write(ts.formatDiagnostics(problems, format));
  return problems.length === 0;
}

/** @returns {number} the exit code */
function build() {
  if (!PROJECTS.every(compile)) return 1;
  const { options } = configOf('lib');
  const faces = { ...options, composite: false, incremental: false, tsBuildInfoFile: undefined };
  writeContracts(ts.createProgram({ rootNames: FACES, options: faces, host: hostOf(faces) }));
  writeIdentities();
  return 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = build();
