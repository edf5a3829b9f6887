// Step: the project's own Python with JupyterLab.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hash, recall, remember, root } from '../../lib/setup/project.mjs';
import { install, isPythonUsable, makePython, stamps } from '../../lib/setup/steps/python.mjs';

const requirementsFile = join(root, 'setup', 'requirements.txt');
const requirementsKey = () => hash(readFileSync(requirementsFile));

/** @type {import('../../lib/setup/run-steps.mjs').Step} */
export const jupyter = {
  title: 'Python environment .venv with JupyterLab and Plotly',
  gigabytes: 0.6,
  isDone: () => isPythonUsable() && recall('jupyter', stamps).key === requirementsKey(),
  async run() {
    await makePython();
    await install('jupyter', requirementsFile);
    remember('jupyter', { key: requirementsKey() }, stamps);
  },
};
