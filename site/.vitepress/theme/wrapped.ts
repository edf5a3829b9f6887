/** A text on a figure, as Plotly reads it. */
export interface Annotation {
  readonly text?: string;
  readonly x?: number;
  readonly y?: number;
  readonly xref?: string;
  readonly yref?: string;
  readonly xanchor?: string;
  readonly yanchor?: string;
}

interface Axis {
  readonly domain?: readonly [number, number];
  readonly title?: { readonly text?: string; readonly font?: { readonly size?: number } };
}

/** Widths of a character and heights of a line in pixels: a panel's bold title, and an axis title for each pixel of its size. */
const PANEL = { character: 8.2, line: 16 } as const;
const AXIS = { character: 0.6, line: 1.3, size: 14 } as const;
/** Pixels by which the title of an axis may be longer than the axis. */
const OVERHANG = 24;

/** Words in lines of at most so many characters, tags not counted. @param text its bold and its line breaks are left out */
export function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.replace(/<\/?b>/g, '').replace(/<br ?\/?>/g, ' ').split(' ')) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length === 0 || longer.replace(/<[^>]*>/g, '').length > characters) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/**
 * Titles of panels wrapped to the width that each has, up to the next panel's.
 *
 * @param width of the plot, pixels @returns `added`: pixels that this adds above the plot
 */
export function wrappedPanelTitles(annotations: readonly Annotation[], width: number): { annotations: readonly Annotation[]; added: number } {
  const titles = annotations.filter(isPanelTitle);
  let most = 1;
  const all = annotations.map((annotation) => {
    if (!isPanelTitle(annotation)) return annotation;
    const next = Math.min(1, ...titles.map(({ x }) => x).filter((x) => x > annotation.x));
    const lines = wrapped(annotation.text, Math.floor((next - annotation.x) * width / PANEL.character));
    if (annotation.y >= 1) most = Math.max(most, lines.length);
    return { ...annotation, text: `<b>${lines.join('<br>')}</b>`, align: 'left' };
  });
  return { annotations: all, added: (most - 1) * PANEL.line };
}

function isPanelTitle(annotation: Annotation): annotation is Annotation & { readonly text: string; readonly x: number; readonly y: number } {
  const { text, x, y, xref, yref, xanchor, yanchor } = annotation;
  const placed = xref === 'paper' && yref === 'paper' && xanchor === 'left' && yanchor === 'bottom' && x !== undefined && y !== undefined;
  return placed && text?.startsWith('<b>') === true;
}

/**
 * Titles of horizontal axes wrapped to their axes.
 *
 * @param width of the plot, pixels @returns `added`: pixels that this adds below the plot
 */
export function wrappedAxes(layout: Readonly<Record<string, unknown>>, width: number): { layout: Record<string, unknown>; added: number } {
  let added = 0;
  const axes = Object.entries(layout).filter(([key]) => /^[xy]axis\d*$/.test(key)).map(([key, axis]): [string, unknown] => {
    const { title, domain: [from, to] = [0, 1] } = axis as Axis;
    if (key.startsWith('y') || title?.text === undefined) return [key, axis];
    const size = title.font?.size ?? AXIS.size;
    const lines = wrapped(title.text, Math.floor(((to - from) * width + OVERHANG) / (AXIS.character * size)));
    added = Math.max(added, (lines.length - 1) * AXIS.line * size);
    return [key, { ...axis as Axis, title: { ...title, text: lines.join('<br>') } }];
  });
  return { layout: Object.fromEntries(axes), added: Math.round(added) };
}
