// Step: JupyterLab draws figures live at once.
//
// Our figures are sent in two forms, live and as a PNG for where nothing can be drawn. Where it finds both, Plotly's
// lab extension shows the PNG, at the size of its pixels, until the mouse comes over it; and whenever it draws, it
// writes a PNG of its own into the notebook, which then counts as changed. No setting turns either off, so both are
// taken out of the installed extension, whose version is pinned.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from '../../lib/setup/command.mjs';
import { pythonFolder, writeWhole } from '../../lib/setup/project.mjs';

const folder = join(pythonFolder, 'share', 'jupyter', 'labextensions', 'jupyterlab-plotly', 'static');

/** The removed code, and its replacement. */
const CHANGES = [
  { from: 'return null!=r?(this.updateImage(r),Promise.resolve()):this.createGraph(t)', to: 'return this.createGraph(t)' },
  { from: 'r.data["image/png"]!==i&&r.setData(', to: 'false&&r.setData(' },
];

/** @returns {{path: string, text: string} | undefined} the file of the extension that draws */
function renderer() {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.js')) : [];
  const files = names.map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }));
  return files.find(({ text }) => text.includes('jp-RenderedPlotly'));
}

/** @type {import('../../lib/setup/run-steps.mjs').Step} */
export const figures = {
  title: 'live figures in JupyterLab',
  gigabytes: 0,
  isDone() {
    const text = renderer()?.text;
    return text !== undefined && CHANGES.every(({ from, to }) => !text.includes(from) && text.includes(to));
  },
  async run() {
    const file = renderer();
    if (!file) throw new SetupFailure("Plotly's lab extension is absent from .venv.", 'Delete the folder .venv, then run the same command again.');
    writeWhole(file.path, CHANGES.reduce((text, { from, to }) => text.replace(from, to), file.text));
    if (!figures.isDone()) throw new SetupFailure("Plotly's lab extension is not the pinned one.", 'Delete the folder .venv, then run the same command again.');
  },
};
