export { claimsOfSection62, decideSection62 } from './claims';
export * as measure from './measure';
export type { Section62 } from './measure';
