export { livePlace, show, showText } from './show';
export { type Cell, type DataFrameLike, type Row, showTable, type TableOptions } from './table';
export { type Claim, claimText, decideAbove, decideAll, decideBelow, showClaims, type Verdict } from './claims';
export { running } from './running';
export { type ProgressLine, progressLine } from './progress-line';
export type { DisplayBundle, Writer } from './kernel';
