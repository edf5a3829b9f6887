import assert from 'node:assert/strict';
import test from 'node:test';
import { generator } from '../../lib/src/base/random';
import { asymmetry, isAsymmetric } from '../../lib/src/landscape/asymmetry';
import { asymmetryWithUncertainty } from '../../lib/src/landscape/asymmetry-uncertainty';
import { distancesBetween } from '../../lib/src/numbers/distances';
import type { CurveSamples } from '../../lib/src/landscape/profile';

const distances = distancesBetween(-5, 5, 21);

/** Each example has walls of its own steepness, 1 + z on the right and c·(1 + z') on the left. */
function population(examples: number, ratio: number, seed: number): CurveSamples {
  const source = generator(seed, 'test');
  const walls = Array.from({ length: examples }, () => [1 + source.normal(), ratio * (1 + source.normal())]);
  const losses = distances.map((l) => Float32Array.from(walls, ([right, left]) => (l > 0 ? right * l : -left * l)));
  return { distances, loss: losses.map((atPoint) => atPoint.reduce((sum, loss) => sum + loss, 0) / examples), losses };
}

test('the interval of ρ covers the truth in about 95 % of samples of examples', async () => {
  let covered = 0;
  for (let seed = 0; seed < 40; seed++) {
    const { uncertainty } = await asymmetryWithUncertainty(population(100, 3, seed), { replicates: 120, seed });
    assert.ok(uncertainty.secantRatio !== null);
    covered += Number(uncertainty.secantRatio.low <= 3 && 3 <= uncertainty.secantRatio.high);
    assert.equal(uncertainty.flatSignShare, 1);
  }
  assert.ok(covered >= 33, `${covered} of 40`);
});

test('the value is that of the curve itself, and the seed decides the interval', async () => {
  const samples = population(200, 2, 1);
  const { uncertainty, ...value } = await asymmetryWithUncertainty(samples, { replicates: 50, seed: 3 });
  assert.deepEqual(value, asymmetry(samples));
  assert.deepEqual((await asymmetryWithUncertainty(samples, { replicates: 50, seed: 3 })).uncertainty, uncertainty);
  assert.notDeepEqual((await asymmetryWithUncertainty(samples, { replicates: 50, seed: 4 })).uncertainty, uncertainty);
  const { secantRatio } = value.recentred;
  assert.ok(secantRatio !== null && uncertainty.secantRatio !== null);
  assert.ok(uncertainty.secantRatio.low < secantRatio && secantRatio < uncertainty.secantRatio.high);
});

test('standard errors from per-example losses never exceed those bounded from neighbours', () => {
  const exact = population(50, 2, 2);
  const losses = exact.losses ?? [];
  const error = (a: Float32Array, b: Float32Array): number => {
    const differences = Array.from(a, (value, i) => value - b[i]);
    const centre = differences.reduce((sum, d) => sum + d, 0) / 50;
    return Math.sqrt(differences.reduce((sum, d) => sum + (d - centre) ** 2, 0) / 49 / 50);
  };
  const stored = { distances, loss: exact.loss, standardErrorToNext: losses.slice(1).map((next, k) => error(next, losses[k])) };
  const floor = (samples: CurveSamples): number => asymmetry(samples).slopeAtOrigin?.standardError ?? NaN;
  assert.ok(floor(exact) > 0 && floor(exact) <= floor(stored) + 1e-9);
  assert.ok(Math.abs(floor(exact) - error(losses[9], losses[11])) < 1e-7);
});

test('a symmetric bowl measured with noise is hardly ever called asymmetric', () => {
  const source = generator(7, 'noise');
  let called = 0;
  let twoSided = 0;
  for (let run = 0; run < 300; run++) {
    const curvature = 0.3 * source.uniform();
    const losses = distances.map((l) => Float32Array.from({ length: 60 }, () => curvature * l ** 2 + source.normal()));
    const result = asymmetry({ distances, loss: losses.map((atPoint) => atPoint.reduce((sum, loss) => sum + loss, 0) / 60), losses });
    twoSided += Number(result.recentred.sides === 'two-sided');
    called += Number(isAsymmetric(result));
  }
  assert.ok(twoSided > 200, `${twoSided} two-sided`);
  assert.ok(called <= 3, `${called} of 300`);
});

test('a curve without per-example losses is refused, an abort ends the work', async () => {
  await assert.rejects(asymmetryWithUncertainty({ distances, loss: distances.map(Math.abs) }), { code: 'LOSSES_MISSING' });
  await assert.rejects(asymmetryWithUncertainty(population(10, 2, 1), { signal: AbortSignal.abort() }), { code: 'INTERRUPTED' });
  await assert.rejects(asymmetryWithUncertainty(population(10, 2, 1), { replicates: 0 }), { code: 'REPLICATES_INVALID' });
});
