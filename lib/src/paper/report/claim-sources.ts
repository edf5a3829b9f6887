import { UsageError } from '../../base/errors';
import { networkNames } from '../../networks/networks';
import { FIRST_SEED } from '../study/directions';
import { networksOf } from '../study/networks';
import type { NetworkRole, Scale } from '../study/scale';

/** The heading of a claim's measurement, and the records of its section that the claim depends on. */
interface ClaimSource {
  /** The heading of the notebook under which the measurement is shown. */
  readonly heading: string;
  /** Names of its records, without folder and hash, among the records of its section; absent: it depends on none. */
  readonly records?: RegExp;
  /** Only records at the networks of these roles; absent: at all networks. */
  readonly networks?: readonly NetworkRole[];
  /** Only records of trainings by these recipes; absent: by all recipes. */
  readonly recipes?: readonly ('recipe' | 'largeBatchRecipe' | 'smallBatchRecipe')[];
  /** Only records of the first training; absent: of all trainings. */
  readonly firstSeed?: true;
}

const UNIFORM01 = /^(radius-)?uniform01(-\d+)?-reestimate$/;
const SHIFTS = /^(shift|radius)-uniform/;
const FIRST_SHIFT = /^shift-uniform01-0$|^radius-uniform01/;
/** Of section 6.1: the pairs of SWA and SGD, not the control between two trainings. */
const SWA_LINES = /^(comparison|line)-to-sgd-after-swa$/;
const RAYS_AND_ENDS = /^(rays|reach)-gaussian-reestimate$|^comparison-/;

const SOURCES: Readonly<Record<string, ClaimSource>> = {
  C1: { heading: 'Many directions (Appendix A)', records: UNIFORM01, networks: ['main'] },
  C2: { heading: 'Many directions (Appendix A)', records: /^(radius-)?uniform(01|-symmetric)(-\d+)?-reestimate$/, networks: ['main'] },
  C3: { heading: 'Other networks (Appendix A)', records: UNIFORM01 },
  C4: { heading: 'Many directions (Appendix C)', records: SHIFTS, networks: ['main'] },
  C5: { heading: 'Many directions (Appendix C)', records: SHIFTS, networks: ['main'] },
  C6: { heading: 'Assumption 1: the sign of the shift', records: SHIFTS, networks: ['main'] },
  'C6, logistic': { heading: 'Random training sets: logistic regression', records: /^training-sets$/ },
  C7: {
    heading: 'Assumption 2: neighbours (Figure 4)',
    records: /^neighbours-|^(shift|radius)-uniform01/,
    networks: ['main'],
    firstSeed: true,
  },
  C8: { heading: 'Theorem 1' },
  C9: { heading: 'Theorem 1 on measured curves', records: FIRST_SHIFT, networks: ['main'] },
  C10: { heading: 'Many rounds against the exact values', records: /^rounds$/ },
  C11: { heading: 'Many rounds against the exact values', records: /^rounds$/ },
  C12: { heading: 'Figure 6: no oscillation, no help from averaging' },
  C13: { heading: 'Appendix D: symmetric functions', records: /^symmetric$/ },
  C14: { heading: 'Figure 7: the valley of a network during training', records: /^(projected|radius)-/ },
  C15: { heading: 'Figure 8: the line between them', records: /^line-/ },
  C16: { heading: 'Figure 8: the line between them', records: SWA_LINES },
  C17: { heading: 'Table 1: accuracies', records: /^comparison-/ },
  'C17, calibrated': { heading: 'What calibration takes away', records: /^(calibration|comparison)-/ },
  C18: { heading: 'Figure 8: the line between them', records: SWA_LINES },
  'C18, calibrated': {
    heading: 'What calibration takes away',
    records: /^calibrated-line-|^(comparison|line)-to-sgd-after-swa$/,
  },
  C19: { heading: 'A test that is not built in', records: /^offsets-/ },
  C20: {
    heading: 'Figure 10: the line from small to large batch',
    records: /^(comparison|line)-.*-large-batch$/,
    recipes: ['smallBatchRecipe'],
  },
  'C20, control': {
    heading: 'Differences at the end points',
    records: /^comparison-.*-same-batch$/,
    recipes: ['smallBatchRecipe'],
  },
  C21: { heading: 'Figure 11: small batch against large batch', records: RAYS_AND_ENDS, recipes: ['largeBatchRecipe', 'smallBatchRecipe'] },
  C22: { heading: 'Appendix H: SWA against SGD', records: RAYS_AND_ENDS, recipes: ['recipe'] },
  C23: { heading: 'Two directions that move different weights', records: /^(radius-)?(not-)?norm-uniform01-/ },
  C24: { heading: 'Figure 13: averaging only batch norm', records: /^averages-/, networks: ['main'] },
  C25: {
    heading: 'Figure 14: the same network without batch norm',
    records: /^averages-/,
    networks: ['shallow', 'shallow-without-norm'],
  },
  C26: { heading: 'How many weights batch norm has' },
  C27: { heading: 'Fifty seeds' },
  C28: {
    heading: 'What ten random directions share',
    records: /^cosines-|^(radius-)?(ones|residual)(-\d+)?-reestimate$/,
    networks: ['main'],
  },
  C29: { heading: 'Does a move to the flat side help?', records: /^(shift|radius)-uniform01/ },
  C30: { heading: 'Shift or stretch?', records: /^(shift|radius)-uniform01/, networks: ['main'] },
  'C30, symmetric': { heading: 'Shift or stretch?', records: /^(shift|radius)-uniform-symmetric/, networks: ['main'] },
};

/** The heading under which a claim's measurement is shown. @throws UsageError CLAIM_UNKNOWN */
export function headingOf(claim: string): string {
  return sourceOf(claim).heading;
}

/**
 * The records that one claim depends on.
 *
 * @param read keys (`recordKey`) of the records from which all claims of its section were decided
 * @throws UsageError CLAIM_UNKNOWN
 */
export function recordsOf(claim: string, read: readonly string[], scale: Scale): string[] {
  const { records, networks, recipes, firstSeed } = sourceOf(claim);
  const isOfAny = (key: string, names: readonly string[] | undefined, ends: RegExp): boolean => (
    names === undefined || key.split('/').some((folder) => names.includes(folder.replace(ends, '')))
  );
  const own = read.filter((key) => (
    records?.test(recordName(key)) === true && isOfAny(key, networks && networksOf(scale, ...networks), /$/)
    && isOfAny(key, recipes?.map((name) => scale[name]), /-seed-\d+$/) && (firstSeed === undefined || key.includes(`-seed-${FIRST_SEED}/`))
  ));
  return own.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The name of a record in its folder: its key without folder and hash. */
export function recordName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1, key.lastIndexOf('-'));
}

/** Whether some of these records were measured at a trained network; otherwise the claim is about theory. */
export function areOfNetworks(records: readonly string[]): boolean {
  return records.some((key) => networkNames.includes(key.split('/')[1]));
}

function sourceOf(claim: string): ClaimSource {
  if (Object.hasOwn(SOURCES, claim)) return SOURCES[claim];
  const remedy = 'Name its heading and its records in lib/src/paper/report/claim-sources.ts.';
  throw new UsageError('CLAIM_UNKNOWN', `Claim ${claim} has no heading.`, remedy);
}
