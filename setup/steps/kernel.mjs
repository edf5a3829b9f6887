// Step: tslab, the TypeScript kernel, for the project's JupyterLab only.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kernelSpec } from '../../lib/setup/kernel/spec.mjs';
import { pythonFolder, writeWhole } from '../../lib/setup/project.mjs';

const specPath = join(pythonFolder, 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');

// JupyterLab's defaults for this project; users change them in its settings.
const overridesPath = join(pythonFolder, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');
const overrides = `${JSON.stringify({
  // Asks neither for news nor for updates.
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
  // Cells out of sight stay on the page, so a figure is drawn once and not at every scroll.
  '@jupyterlab/notebook-extension:tracker': { windowingMode: 'none' },
})}\n`;

/** @returns {[string, string][]} files and what must be in them */
const files = () => [
  // With absolute paths, so it is written anew if the project is moved or run with another Node.
  [specPath, kernelSpec()],
  [overridesPath, overrides],
];

/** @type {import('../../lib/setup/run-steps.mjs').Step} */
export const kernel = {
  title: 'the TypeScript kernel (tslab) in JupyterLab',
  gigabytes: 0,
  isDone: () => files().every(([path, content]) => existsSync(path) && readFileSync(path, 'utf8') === content),
  async run() {
    for (const [path, content] of files()) writeWhole(path, content);
  },
};
