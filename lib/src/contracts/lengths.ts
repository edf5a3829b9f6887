import { field, item, type Place, refusal } from './place';

/** Depth to which free-form values are searched. */
const DEEPEST = 3;
/** Far beyond any list of numbers in use. */
const MOST_FREE_ITEMS = 1e8;
/** Far beyond any list of objects in use; statistics compare them in pairs. */
const MOST_ITEMS = 2e4;

/**
 * Refuses a list that has only a huge length: copying it would take for ever before the first missing item is noticed.
 *
 * @throws UsageError
 */
export function refuseEndless(place: Place, { length }: readonly unknown[], most = MOST_ITEMS): void {
  if (length > most) throw refusal(place, `is a list of ${length}`, `Give at most ${most} items.`);
}

/** Does the same for lists in free-form values, such as the traces of a figure. @throws UsageError */
export function refuseEndlessWithin(place: Place, value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  if (Array.isArray(value)) {
    refuseEndless(place, value, MOST_FREE_ITEMS);
    // Numbers contain nothing, and there are many: skip them.
    for (const [i, part] of value.entries()) if (typeof part === 'object') refuseEndlessWithin(item(place, i), part, depth + 1);
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const [key, part] of Object.entries(value)) refuseEndlessWithin(field(place, key, true), part, depth + 1);
  }
}

/** Lists that need at least one item, by function and name. */
export const NEVER_EMPTY: ReadonlySet<string> = new Set([
  'section3.decideSection3.networks',
  'section4.decideSection4.result',
  'section4.decideSection4.shifts',
  'section4.figures.shiftGapsFigure.shifts',
  'section5.figures.projectionStabilityFigure.traces',
  'section6.figures.linesFigure.measured',
  'section6.tables.noBumpText.measured',
  'section61.figures.mixedFigure.measured',
  'section61.tables.afterSwaText.phases',
  'section63.figures.apparentWidthFigure.measured',
  'section63.measureWidths.pairs',
  'section63.tables.looksText.measured',
  'section63.tables.rayOverlapText.cosines',
  'section7.decideSection7.groups',
  'section7.measureGroups.solutions',
  'section7.tables.groupRows.measured',
  'section8.figures.logisticSeedsFigure.panels',
  'theory.smoothedLoss.deviations',
  'trainingRows.differences',
]);

/** Lists in results of the library that have at least one item, by type. */
const FILLED: Readonly<Record<string, readonly string[]>> = {
  KindMeasurements: ['measured'],
};

/** Checks the lists of a result that is handed back. @throws UsageError SAMPLE_EMPTY */
export function checkFilled(place: Place, type: string, object: Readonly<Record<string, unknown>>): void {
  if (!Object.hasOwn(FILLED, type)) return;
  const empty = FILLED[type].find((key) => (object[key] as readonly unknown[]).length === 0);
  if (empty !== undefined) throw refusal(place, `has an empty list of ${empty}`, 'Hand it in as it was measured.', 'SAMPLE_EMPTY');
}

/** @throws UsageError SAMPLE_EMPTY for an empty list if {@link NEVER_EMPTY} contains it */
export function refuseEmpty(place: Place, { length }: ArrayLike<unknown>): void {
  if (length === 0 && NEVER_EMPTY.has(`${place.call}.${place.name}`))
    throw refusal(place, 'is an empty list', 'Give at least one.', 'SAMPLE_EMPTY');
}
