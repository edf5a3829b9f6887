/** The part of fontkit used here. */
declare module 'fontkit' {
  export interface Font {
    readonly unitsPerEm: number;
    readonly ascent: number;
    readonly descent: number;
    glyphForCodePoint(codePoint: number): { readonly advanceWidth: number };
  }
  export function openSync(path: string): Font;
}
