/** A drawn figure: whether it contains the point (x, y). It fills about the square −1 … 1, y downwards. */
export type Shape = (x: number, y: number) => boolean;

const radius = (x: number, y: number): number => Math.hypot(x, y);
const largest = (x: number, y: number): number => Math.max(Math.abs(x), Math.abs(y));

/** The ten classes of the synthetic dataset. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  disc: (x, y) => radius(x, y) < 0.85,
  ring: (x, y) => radius(x, y) < 0.95 && radius(x, y) > 0.55,
  square: (x, y) => largest(x, y) < 0.75,
  frame: (x, y) => largest(x, y) < 0.85 && largest(x, y) > 0.5,
  triangle: (x, y) => y < 0.7 && y > -0.9 && Math.abs(x) < (y + 0.9) * 0.58,
  cross: (x, y) => largest(x, y) < 0.95 && Math.min(Math.abs(x), Math.abs(y)) < 0.28,
  crescent: (x, y) => radius(x, y) < 0.9 && radius(x - 0.45, y) > 0.7,
  star: (x, y) => radius(x, y) < 0.6 + 0.35 * Math.cos(5 * Math.atan2(x, -y)),
  bars: (x, y) => largest(x, y) < 0.85 && Math.abs(Math.abs(x) - 0.55) < 0.3,
  'half disc': (x, y) => radius(x, y + 0.4) < 0.95 && y > -0.4,
};

/** Clutter: an oval. */
export const BLOT: Shape = (x, y) => radius(x, 1.6 * y) < 0.8;

/** Clutter: a thin line. */
export const STROKE: Shape = (x, y) => Math.abs(x) < 1.3 && Math.abs(y) < 0.2;
