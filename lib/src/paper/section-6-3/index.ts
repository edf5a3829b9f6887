export * as figures from './figures';
export * as tables from './tables';
export { claimsOfSection63, decideSection63, type Section63Measurements, SECTION_63_RAYS } from './claims';
export { openWidthPairs, type WidthPair, type WidthPairKind } from './width-pairs';
export {
  measureLayerNorms, measurePositions, measureRayOverlap, measureWidths, type PairRays, type PositionRays, type RayChoice, type RayOverlap,
} from './widths';
