import assert from 'node:assert/strict';
import test from 'node:test';
import { claimsOfSection63, decideSection63, widthComparison } from '../../../lib/src/paper/section-6-3/claims';
import { averagingComparisons, batchSizeComparisons } from '../../../lib/src/paper/section-6-3/measure';
import { decideWidths, RULES } from '../../../lib/src/paper/section-6-3/rules';
import { SECTION_63_RAYS } from '../../../lib/src/paper/section-6-3/ray-choices';
import { apparentWidthFigure, widthFigure } from '../../../lib/src/paper/section-6-3/figures';
import { positionWidths } from '../../../lib/src/paper/section-6-3/apparent-widths';
import { apparentWidthRows, apparentWidthText, layerNormRows, looksText, rayOverlapText, widthRows, widthViews } from '../../../lib/src/paper/section-6-3/tables';
import { measureLayerNorms, measureRayOverlap, measurePositions, measureWidths, type PairRays } from '../../../lib/src/paper/section-6-3/measured-widths';
import { openWidthPairs, type WidthPair } from '../../../lib/src/paper/section-6-3/width-pairs';
import { meanRise } from '../../../lib/src/landscape/ray-widths';
import { smallStudy, temporaryProject, trainLittle } from '../small-study';

const study = smallStudy(temporaryProject(test), { section: '06-3' });
const words = { title: 'A title', caption: 'What to look for.' };
let averaging: WidthPair[];
let batchSize: WidthPair[];
let averagingRays: PairRays[];
let batchRays: PairRays[];

test.before(async () => {
  const { largeBatchRecipe, smallBatchRecipe, sameBatchRecipe } = study.scale;
  await trainLittle(study, 1);
  for (const [draw, recipe] of [largeBatchRecipe, smallBatchRecipe, sameBatchRecipe].entries()) await trainLittle(study, 1, { recipe, draw });
  averaging = await openWidthPairs(study, 'averaging');
  batchSize = await openWidthPairs(study, 'batch size');
  averagingRays = await measureWidths(study, averaging, SECTION_63_RAYS);
  batchRays = await measureWidths(study, batchSize, SECTION_63_RAYS);
});

test('pairs hold what the paper compares, the one said to be wider first', () => {
  assert.deepEqual(averaging.map(({ seed, wide, narrow }) => [seed, wide.solution, narrow.solution]), [[1, 'swa', 'sgd-after-swa']]);
  assert.deepEqual(batchSize.map(({ wide, narrow }) => [wide.recipe, narrow.recipe]), [['smoke-small-batch', 'smoke-large-batch']]);
});

test('both solutions are measured along the same rays, at the same distances, on the same blocks', () => {
  for (const { wide, narrow } of [...averagingRays, ...batchRays]) {
    assert.deepEqual(wide.result.distances, narrow.result.distances);
    assert.deepEqual([wide.result.rises.length, wide.result.rises[0].length, wide.result.rises[0][0].length], [3, 10, 4]);
    // Where the rays end, the loss has risen by about one nat around the narrower solution.
    const ends = [wide, narrow].map(({ result }) => meanRise(result)[3]);
    assert.ok(Math.max(...ends) > 0.3 && Math.min(...ends) < 3, ends.join());
  }
});

test('the control shares its distances, and with them the record of the small-batch solution', async () => {
  const control = await measureWidths(study, await openWidthPairs(study, 'batch size, equally long'), SECTION_63_RAYS);
  assert.equal(control[0].pair.narrow.recipe, 'smoke-same-batch');
  assert.equal(control[0].wide.source, 'record');
  assert.deepEqual(control[0].wide.result, batchRays[0].wide.result);
});

test('the claims are decided, say on what, and can be read from records alone', async () => {
  const [batchSizeEnds, averagingEnds] = [await batchSizeComparisons(study), await averagingComparisons(study)];
  const claims = decideSection63(study, { batchSize: batchRays, batchSizeEnds, averaging: averagingRays, averagingEnds });
  assert.deepEqual(claims.map(({ id }) => id), ['C21', 'C22']);
  for (const { measured, provenance } of claims) {
    assert.match(measured, /seed 1: [−\d.]+ and [−\d.]+, difference/);
    assert.match(provenance, /preresnet-8 on synthetic, one seed, smoke scale, 3 rays, 30 training images/);
  }
  assert.deepEqual(await claimsOfSection63({ ...study, recordsOnly: true }), claims);
});

test('the rule: below zero at every distance of the window, over seeds where there are three', () => {
  const estimate = (value: number, half: number): { value: number; low: number; high: number } => ({ value, low: value - half, high: value + half });
  const seed = (...differences: readonly number[]) => ({ seed: 1, first: [], second: [], widths: [null, null] as const, difference: differences.map((value) => estimate(value, 0.1)) });
  const { thresholds } = RULES.C21;
  const comparison = { distances: [1, 2, 3], overSeeds: null, window: [1, 2] };
  assert.equal(decideWidths({ ...comparison, seeds: [seed(0.5, -0.2, -0.3)] }, thresholds), 'holds');
  assert.equal(decideWidths({ ...comparison, seeds: [seed(0.5, -0.2, -0.05)] }, thresholds), 'undecided');
  assert.equal(decideWidths({ ...comparison, seeds: [seed(0.5, -0.2, -0.3), seed(-0.5, 0.2, -0.3)] }, thresholds), 'does not hold at this scale');
  assert.equal(decideWidths({ ...comparison, window: [], seeds: [seed(-1, -1, -1)] }, thresholds), 'undecided');
  const overSeeds = [estimate(0, 9), estimate(-0.2, 0.1), estimate(-0.3, 0.1)];
  assert.equal(decideWidths({ ...comparison, overSeeds, seeds: [seed(-0.5, 0.2, -0.3)] }, thresholds), 'holds');
});

test('figures and tables hold what was measured', async () => {
  const controls = await measureWidths(study, averaging, { kind: 'filter-normalised', batchNorm: 'frozen' });
  assert.equal(controls[0].wide.result.rises.length, 2);
  const rows = widthRows(widthViews(averagingRays, controls, controls));
  assert.deepEqual(rows.map((row) => [row.rays, row.distance]), [['gaussian', 'l'], ['gaussian', 'l/‖w‖'], ['filter-normalised', 'l/‖w‖'], ['gaussian', 'l']]);
  assert.equal(rows[3]['batch norm'], 'frozen');
  assert.match(String(rows[0]['SWA looks wider']), /yes|no|undecided/);
  assert.match(looksText({ units: 'l', measured: averagingRays }), /^SWA against SGD after SWA: the first (looks wider|does not look wider|does not clearly look wider or narrower) along these rays\. Apparent widths: .* and .* \(seed 1\)\.$/);
  assert.match(JSON.stringify(widthFigure(averagingRays, words)), /SWA minus SGD after SWA/);
  const relative = widthFigure(averagingRays, { ...words, units: 'l/‖w‖' });
  assert.match(JSON.stringify(relative), /relative distance/);
  const [{ distances }] = [widthComparison(averagingRays, 'l/‖w‖')];
  assert.ok(Math.abs(distances.at(-1)! - averagingRays[0].wide.result.distances.at(-1)! / Math.max(averaging[0].wide.weightNorm, averaging[0].narrow.weightNorm)) < 1e-9);
});

test('along the line: the ends are the solutions themselves, differences are from the first', async () => {
  const measured = await measurePositions(study, averaging[0]);
  const widths = positionWidths(measured);
  assert.deepEqual(widths.map(({ position }) => position), [-1, 0, 1]);
  assert.deepEqual(widths[1].difference, { value: 0, low: 0, high: 0 });
  const losses = [averagingRays[0].wide, averagingRays[0].narrow].map(({ result }) => result.loss);
  [widths[1], widths[2]].forEach(({ loss }, i) => assert.ok(Math.abs(loss - losses[i]) < 1e-3, `${loss} and ${losses[i]}`));
  assert.equal(apparentWidthRows(measured).length, 3);
  assert.deepEqual(apparentWidthRows([]), []);
  assert.match(apparentWidthText(averaging[0], measured), /largest at α = −?\d.*(Beyond SWA it (goes on|does not go on) changing in the same sense|$)/);
  assert.match(JSON.stringify(apparentWidthFigure(averaging[0], measured, words)), /width at a rise of 0.5/);
});

test('norms add up to ‖w‖, and rays hardly lead along the line between the solutions', async () => {
  const [pair] = averaging;
  const norms = [await measureLayerNorms(study, pair.wide), await measureLayerNorms(study, pair.narrow)] as const;
  assert.ok(Math.abs(Math.hypot(...norms[0].result.map(({ norm }) => norm)) - pair.wide.weightNorm) < 1e-3);
  const rows = layerNormRows(averaging, [norms]);
  assert.equal(rows.at(-1)?.group, 'all');
  assert.equal(rows.reduce((sum, { weights }) => sum + Number(weights), 0), 2 * pair.wide.weights);
  const overlap = await measureRayOverlap(study, pair);
  assert.equal(overlap.result.cosines.length, 3);
  assert.ok(overlap.result.cosines.every((cosine) => cosine < 6 / Math.sqrt(pair.wide.weights)));
  assert.ok(overlap.result.distance > 0);
  assert.match(rayOverlapText(pair, overlap, 10), /^Seed 1: at the end of a ray, l = 10, .* by [\d.e-]+ on average, \d+ % of the distance/);
});
