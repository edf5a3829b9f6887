export { livePlace, show, showText } from './show';
export { type Cell, type DataFrameLike, type Row, showTable, type TableOptions } from './table';
export { running } from './running';
export { type ProgressLine, progressLine } from './progress-line';
export type { DisplayBundle, Writer } from './kernel';
