import type { Words } from './figure';
import type { Numbers } from './lines';

/** A loss over a plane; a `LossSurface` is one. */
export interface DrawnSurface {
  /** Ascending. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** `loss[j][i]` at `first[i]`, `second[j]`, nats. */
  readonly loss: readonly Numbers[];
}

/** A line in the plane. */
export interface SurfaceLine {
  readonly name: string;
  readonly first: Numbers;
  readonly second: Numbers;
  /** `path`: the path of a training; `direction`: a straight line along which a curve was measured. */
  readonly kind: 'path' | 'direction';
}

/** A solution in the plane. */
export interface SurfacePoint {
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

/** Options of {@link surfaceFigure}. */
export interface SurfaceOptions extends Words {
  readonly surface: DrawnSurface;
  /** Names of the horizontal and the vertical axis. */
  readonly firstTitle: string;
  readonly secondTitle: string;
  readonly lines?: readonly SurfaceLine[];
  readonly points?: readonly SurfacePoint[];
  /** Upper end of the colour scale; higher losses are drawn like this one. */
  readonly ceiling?: number;
  /** Draws both axes to one scale, so that angles are right. */
  readonly equalScale?: boolean;
  /** Where figures are live, a surface to be turned and zoomed stands in place of the map; losses above `ceiling` are cut off there. */
  readonly relief?: boolean;
}
