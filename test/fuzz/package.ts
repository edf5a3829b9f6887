import { dirname, join } from 'node:path';
import * as library from 'asymmetric-valleys';
import * as paper from 'asymmetric-valleys/paper';

/** Everything that the package's two doors export, flat: no name stands in two namespaces of the paper. */
export const av = { ...library, ...flat(paper) };
export type Av = typeof av;

export type Claim = paper.Claim;
export type GroupMeasurements = paper.section7.GroupMeasurements;
export type LogisticData = paper.theory.LogisticData;
export type LogisticRun = paper.section8.LogisticRun;
export type Neighbourhood = paper.section4.Neighbourhood;
export type NetworkAverages = paper.section7.NetworkAverages;
export type PairMixed = paper.section61.PairMixed;
export type PairOffsets = paper.section61.PairOffsets;
export type PairRays = paper.section63.PairRays;
export type PlacedValley = paper.theory.PlacedValley;
export type RoundsCase = paper.section5.RoundsCase;
export type Section3Measurements = paper.section3.Section3Measurements;
export type Section62 = paper.section62.Section62;
export type SectionName = paper.SectionName;
export type SgdSettings = paper.theory.SgdSettings;
export type ShiftModel = paper.theory.ShiftModel;
export type ShiftOfDirection = paper.section4.ShiftOfDirection;
export type SolutionPair = paper.section6.SolutionPair;
export type Study = paper.Study;
export type StudySolution = paper.studies.StudySolution;
export type Theorem1Checks = paper.section4.Theorem1Checks;
export type Theorem2Setting = paper.theory.Theorem2Setting;
export type Trace = paper.section5.Trace;
export type TrainingSetShifts = paper.section4.TrainingSetShifts;
export type Valley = paper.theory.Valley;
export type WidthPair = paper.section63.WidthPair;

type Flat = Omit<typeof paper, Namespace> & typeof paper.studies & typeof paper.section6 & typeof paper.section1 & typeof paper.section1.figures
  & Section<'section3'> & Section<'section4'> & Section<'section5'> & Section<'section61'> & Section<'section62'> & Section<'section63'>
  & Section<'section7'> & Section<'section8'> & typeof paper.section6.figures & typeof paper.section6.tables & typeof paper.theory;
type Namespace = 'studies' | 'theory' | `section${string}`;
type Section<Name extends `section${3 | 4 | 5 | 61 | 62 | 63 | 7 | 8}`> = Omit<typeof paper[Name], Room>
  & In<typeof paper[Name], 'figures'> & In<typeof paper[Name], 'measure'> & In<typeof paper[Name], 'tables'>;
type Room = 'figures' | 'measure' | 'tables';
type In<Door, Name extends Room> = Door extends { readonly [Key in Name]: infer Inside } ? Inside : unknown;

/** The same functions without their namespaces. */
function flat(door: object): Flat {
  const entries = Object.entries(door).flatMap(([name, value]: [string, unknown]) => (
    typeof value === 'object' && value !== null && /^(studies|theory|figures|measure|tables|section\d+)$/.test(name) ? Object.entries(flat(value)) : [[name, value]]
  ));
  return Object.fromEntries(entries) as Flat;
}

type Module<Path extends string> = Path extends 'training/checkpoint' ? typeof import('../../lib/src/training/checkpoint')
  : Path extends 'records/records' ? typeof import('../../lib/src/records/records')
  : Path extends 'datasets/cifar' ? typeof import('../../lib/src/datasets/cifar')
  : Path extends 'datasets/unpack' ? typeof import('../../lib/src/datasets/unpack')
  : Path extends 'training/state-file' ? typeof import('../../lib/src/training/state-file')
  : Path extends 'cli/program' ? typeof import('../../lib/src/cli/program')
  : Path extends 'paper/cli/commands' ? typeof import('../../lib/src/paper/cli/commands') : never;

const dist = dirname(require.resolve('asymmetric-valleys'));

/** A module of the compiled package that it does not export. */
// It must be the package's own copy, whose errors are those that the worker knows.
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const inside = <Path extends string>(path: Path): Module<Path> => require(join(dist, path)) as Module<Path>;
