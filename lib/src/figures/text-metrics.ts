import type { Font } from 'fontkit';
import { fontFiles } from './fonts';

/** The box of a text around its anchor, pixels; y grows downwards. */
export interface TextBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Style {
  readonly size: number;
  readonly bold: boolean;
  readonly italic: boolean;
}

/**
 * Measures the texts in an SVG element as a browser would, with the shipped fonts; outside a browser nothing is laid out. The box
 * is in the coordinates of `root`, an element around it; default the element itself.
 */
export type TextMetrics = (element: Element, root?: Element) => TextBox;

const LINE_HEIGHT = 1.3;

/** Opens the shipped fonts. */
export async function loadTextMetrics(): Promise<TextMetrics> {
  const { openSync } = await import('fontkit');
  const fonts = new Map<string, Font>();
  for (const [name, path] of Object.entries(fontFiles())) fonts.set(name, openSync(path));
  const fontOf = (style: Style): Font => fonts.get(`${style.bold ? 'bold' : 'regular'}${style.italic ? 'Italic' : ''}`) as Font;

  const widthOf = (node: Node, inherited: Style): number => {
    if (node.nodeType === 3) {
      const font = fontOf(inherited);
      const units = [...(node.textContent ?? '')].filter((character) => character !== '\u200b')
        .reduce((sum, character) => sum + font.glyphForCodePoint(character.codePointAt(0) as number).advanceWidth, 0);
      return (units / font.unitsPerEm) * inherited.size;
    }
    const style = styleOf(node as Element, inherited);
    return [...node.childNodes].reduce((sum, child) => sum + widthOf(child, style), 0);
  };

  return (element, root = element) => {
    const texts = element.localName === 'text' ? [element] : [...element.querySelectorAll('text')];
    return union(texts.map((text) => moved(measure(text), text, root)));

    function measure(text: Element): TextBox {
      const style = styleOf(text, inheritedStyle(text));
      const lines = [...text.children].filter((child) => child.classList.contains('line'));
      const width = lines.length > 0 ? Math.max(...lines.map((line) => widthOf(line, style))) : widthOf(text, inheritedStyle(text));
      if (width === 0) return { x: 0, y: 0, width: 0, height: 0 };
      const font = fontOf(style);
      const ascent = (font.ascent / font.unitsPerEm) * style.size;
      const descent = (-font.descent / font.unitsPerEm) * style.size;
      const anchor = property(text, 'text-anchor');
      const start = Number(text.getAttribute('x') ?? 0);
      const left = anchor === 'middle' ? start - width / 2 : anchor === 'end' ? start - width : start;
      const height = ascent + descent + Math.max(0, lines.length - 1) * LINE_HEIGHT * style.size;
      return { x: left, y: Number(text.getAttribute('y') ?? 0) - ascent, width, height };
    }
  };
}

function styleOf(element: Element, inherited: Style): Style {
  const [size, weight, slant] = ['font-size', 'font-weight', 'font-style'].map((name) => property(element, name));
  return {
    size: size === '' ? inherited.size : size.endsWith('%') ? (inherited.size * parseFloat(size)) / 100 : parseFloat(size),
    bold: weight === '' ? inherited.bold : weight === 'bold' || Number(weight) >= 600,
    italic: slant === '' ? inherited.italic : slant === 'italic',
  };
}

/** Reads a property from the text of the attribute, which is faster than parsing the style. */
function property(element: Element, name: string): string {
  const style = element.getAttribute('style') ?? '';
  return new RegExp(`(?:^|;)\\s*${name}:\\s*([^;]+)`).exec(style)?.[1].trim() ?? element.getAttribute(name) ?? '';
}

function inheritedStyle(element: Element): Style {
  const parent = element.parentElement;
  return parent === null ? { size: 12, bold: false, italic: false } : styleOf(parent, inheritedStyle(parent));
}

/** A box after the transformations of its element and of the enclosing groups, up to `root`. */
function moved(box: TextBox, element: Element, root: Element): TextBox {
  let corners = [[box.x, box.y], [box.x + box.width, box.y], [box.x, box.y + box.height], [box.x + box.width, box.y + box.height]];
  for (let at: Element | null = element; at !== null && at !== root; at = at.parentElement) {
    const steps = [...(at.getAttribute('transform') ?? '').matchAll(/(translate|rotate)\(([^)]*)\)/g)].reverse();
    for (const [, kind, list] of steps) {
      const [a, b = 0, c = 0] = list.split(/[\s,]+/).map(Number);
      corners = corners.map(([x, y]) => (kind === 'translate' ? [x + a, y + b] : rotated(x, y, (a * Math.PI) / 180, b, c)));
    }
  }
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

function rotated(x: number, y: number, angle: number, centreX: number, centreY: number): number[] {
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  return [centreX + (x - centreX) * cosine - (y - centreY) * sine, centreY + (x - centreX) * sine + (y - centreY) * cosine];
}

function union(boxes: readonly TextBox[]): TextBox {
  const seen = boxes.filter((box) => box.width > 0);
  if (seen.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [left, top] = [Math.min(...seen.map((box) => box.x)), Math.min(...seen.map((box) => box.y))];
  return {
    x: left,
    y: top,
    width: Math.max(...seen.map((box) => box.x + box.width)) - left,
    height: Math.max(...seen.map((box) => box.y + box.height)) - top,
  };
}
