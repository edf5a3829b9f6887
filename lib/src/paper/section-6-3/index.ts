export * as figures from './figures';
export * as tables from './tables';
export { claimsOfSection63, decideSection63, type Section63Measurements } from './claims';
export * as measure from './measure';
export type { OwnViews, PairNorms } from './measure';
export { SECTION_63_RAYS } from './ray-choices';
export { openWidthPairs, type WidthPair, type WidthPairKind } from './width-pairs';
export type { RayChoice } from './measured-rays';
export {
  measureLayerNorms, measurePositions, measureRayOverlap, measureWidths, type PairRays, type PositionRays, type RayOverlap, type WidthView,
} from './measured-widths';
