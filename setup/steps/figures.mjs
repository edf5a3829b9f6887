// Step: JupyterLab draws figures live at once, as wide as there is room, and dark on a dark theme.
//
// Our figures are sent in two forms, live and as a PNG for where nothing can be drawn. Where it finds both, Plotly's
// lab extension shows the PNG, at the size of its pixels, until the mouse comes over it; and whenever it draws, it
// writes a PNG of its own into the notebook, which then counts as changed. No setting turns either off, so both are
// taken out of the installed extension, whose version is pinned. Likewise none fits a figure into a narrow window or
// follows JupyterLab's theme, so both are put in: a figure wider than its place is shown smaller as a whole (Plotly
// reckons with a transform of its element where the pointer is), and on a dark theme white becomes the theme's ground
// while hues stay, as on the site.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SetupFailure } from '../../lib/setup/command.mjs';
import { pythonFolder, writeWhole } from '../../lib/setup/project.mjs';

const folder = join(pythonFolder, 'share', 'jupyter', 'labextensions', 'jupyterlab-plotly', 'static');

const DARK = 'body[data-jp-theme-light="false"] .jp-RenderedPlotly > .plot-container { filter: invert(0.93) hue-rotate(180deg); }';

const FIT = `{
  const element = this.node, { width, height } = element.layout ?? {}, place = element.parentElement;
  if (width && place) {
    const room = place.getBoundingClientRect().right - element.getBoundingClientRect().left;
    const scale = room > 0 ? Math.min(1, room / width) : 1;
    Object.assign(element.style, scale < 1
      ? { flex: "none", width: width + "px", transform: "scale(" + scale + ")", transformOrigin: "0 0", marginBottom: (scale - 1) * height + "px" }
      : { flex: "", width: "", transform: "", marginBottom: "" });
  }
}`;

/** The removed code, and its replacement. */
const CHANGES = [
  {
    from: 'this.addClass("jp-RenderedPlotly"),this._mimeType',
    to: `this.addClass("jp-RenderedPlotly"),document.getElementById("valleys-dark")||document.head.insertAdjacentHTML("beforeend",'<style id="valleys-dark">${DARK}</style>'),this._mimeType`,
  },
  { from: 'onUpdateRequest(r){t.Plotly&&', to: `onUpdateRequest(r){${FIT} t.Plotly&&` },
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
