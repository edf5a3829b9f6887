export { openStudy, storeOf, type SectionName, type Study, type StudyOptions } from './study/study';
export type { AverageScale, GroupScale, NetworkRole, NetworkRow, RayScale, Scale, ScaleName } from './study/scale';
export { showAnswers } from './claims/answers';
export { type Claim, showClaims, type Verdict } from './claims/claims';

export * as studies from './study';
export * as section6 from './lines';
export * as section1 from './section-1';
export * as section3 from './section-3';
export * as section4 from './section-4';
export * as section5 from './section-5';
export * as section61 from './section-6-1';
export * as section62 from './section-6-2';
export * as section63 from './section-6-3';
export * as section7 from './section-7';
export * as section8 from './section-8';
export * as theory from './theory';
