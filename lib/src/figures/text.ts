/** The tags allowed in titles, captions and cells of tables; Plotly draws the same ones. */
const TAG = /<(?:\/?(?:b|i|sub|sup)|br ?\/?)>/g;

/** Text that shows as it is in HTML: `<`, `>`, `&` and quotes escaped. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
}

/** Text with `<b> <i> <sub> <sup> <br>` as HTML; everything else is escaped. */
export function toHtml(text: string): string {
  // Splitting by a parenthesised expression keeps the tags: every second part is a tag.
  return text.split(new RegExp(`(${TAG.source})`)).map((part, i) => (i % 2 === 1 ? part : escapeHtml(part))).join('');
}

/** The same text without tags: an index after an underscore, a power after a circumflex. */
export function toPlain(text: string): string {
  return text.replace(/<sub>/g, '_').replace(/<sup>/g, '^').replace(/<br ?\/?>/g, ' ').replace(TAG, '');
}

/** A number with three significant digits and a real minus sign, for labels; exponents only if they are shorter. */
export function numberText(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : `${value < 0 ? '−' : ''}∞`;
  const text = Math.abs(value) >= 1e5 || (value !== 0 && Math.abs(value) < 1e-3)
    ? value.toExponential(digits - 1).replace(/e\+?(-?\d+)$/, '·10<sup>$1</sup>')
    : String(Number(value.toPrecision(digits)));
  return text.replace(/-/g, '−');
}

/** The same text for Markdown: markup characters are escaped, the tags stay (GitHub draws them). */
export function toMarkdown(text: string): string {
  return text.split(new RegExp(`(${TAG.source})`)).map((part, i) => (i % 2 === 1 ? part : part.replace(/[\\`*_|<[\]]/g, '\\$&'))).join('');
}
