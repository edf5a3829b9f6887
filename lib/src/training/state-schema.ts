import * as v from 'valibot';
import { FileError } from '../base/errors';
import { readText } from '../base/files';
import type { EpochResult } from './state';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const fromOne = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const phase = v.picklist(['sgd', 'after-swa', 'done']);
/** JSON stores a loss that is not finite as `null`; a test may have one where the training's own loss is finite. */
const loss = v.pipe(v.nullable(v.number()), v.transform((value) => value ?? NaN));

const epochResult = v.object({
  phase: v.picklist(['sgd', 'after-swa']),
  epoch: fromOne,
  learningRate: amount,
  trainLoss: v.pipe(v.number(), v.finite()),
  trainAccuracy: fraction,
  testLoss: v.exactOptional(loss),
  testAccuracy: v.exactOptional(fraction),
  averagedModels: count,
  seconds: amount,
});

const history = v.array(epochResult);

/** The parts of a training's state besides its vectors. */
export const storedProgress = v.object({
  phase,
  epoch: count,
  batch: count,
  sums: v.object({ loss: v.pipe(v.number(), v.finite()), correct: count, examples: count, seconds: amount }),
  averagedModels: v.exactOptional(fromOne),
  history,
});

/** The inputs of a run, by part. */
export const storedIdentity = v.record(v.string(), v.string());

/** What a schema finds wrong with a value, in a few words: the place and the value found. Undefined if the value is valid. */
export function problemOf(schema: v.GenericSchema, value: unknown): string | undefined {
  const { issues } = v.safeParse(schema, value);
  if (issues === undefined) return undefined;
  const where = v.getDotPath(issues[0]);
  return (
    `${where === null ? 'it' : `"${where}"`} is ` +
    `${issues[0].received}${issues[0].expected === null ? '' : `, expected is ${issues[0].expected}`}`
  );
}

/** Reads a training's `history.json`. @throws FileError, HISTORY_INVALID if it is damaged */
export function readHistory(path: string): readonly EpochResult[] {
  const text = readText(path);
  try {
    return v.parse(v.pipe(history, v.minLength(1)), JSON.parse(text));
  } catch (cause) {
    throw new FileError(
      'HISTORY_INVALID',
      `${path} is not the history of a training.`,
      'Restore it with "git checkout" or from a copy, or train again.',
      { cause },
    );
  }
}
