import type { Words } from './figure';

/** The statistic's value along one direction. */
export interface DirectionValue {
  readonly value: number;
  /**
   * Whether both sides rise; a direction along which the loss still descends is drawn hollow and never counted as above the
   * threshold. Default true.
   */
  readonly twoSided?: boolean;
  /** Shown on hovering, such as `seed 1, direction 7`. */
  readonly label?: string;
}

/** The directions of one kind. */
export interface DirectionGroup {
  readonly name: string;
  readonly values: readonly DirectionValue[];
  /** Groups that belong together may share one; default: a colour of its own. */
  readonly colour?: string;
}

/** Options of `directionStatisticsFigure`. */
export interface DirectionStatisticsOptions extends Words {
  readonly groups: readonly DirectionGroup[];
  /** Name of the statistic with its symbol, such as `certified ratio <i>c</i>*`. */
  readonly statistic: string;
  /** Draws a line at this value, and beside it the fraction of directions above it with its Wilson interval. */
  readonly threshold?: number;
  /** For ratios, which compare by factors. */
  readonly logarithmic?: boolean;
  /** The range shown by the axis; values beyond it still count in medians and fractions. */
  readonly range?: readonly [low: number, high: number];
  /** Name of the counted items, singular and plural; default `direction`, `directions`. */
  readonly unit?: readonly [one: string, many: string];
  /** Title of the groups; default `kind of direction`. */
  readonly groupTitle?: string;
}
