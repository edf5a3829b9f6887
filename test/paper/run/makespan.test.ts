import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { poolMakespan, shardMakespan, type TimedTask } from '../../../lib/src/paper/run/makespan';

const tasks = fc.array(fc.record({ seconds: fc.integer({ min: 1, max: 50 }), stage: fc.integer({ min: 0, max: 2 }), place: fc.nat(1000) }), { minLength: 1, maxLength: 25 });
const total = (all: readonly TimedTask[]): number => all.reduce((sum, { seconds }) => sum + seconds, 0);

test('one process takes the sum; many take no less than the longest chain and no more than twice the best possible', () => {
  fc.assert(fc.property(tasks, fc.integer({ min: 1, max: 12 }), (all, workers) => {
    assert.equal(poolMakespan(all, 1), total(all));
    assert.equal(shardMakespan(all, 1), total(all));
    const stages = [0, 1, 2].map((stage) => all.filter((task) => task.stage === stage)).filter(({ length }) => length > 0);
    const least = stages.reduce((sum, stage) => sum + Math.max(total(stage) / workers, ...stage.map(({ seconds }) => seconds)), 0);
    const pool = poolMakespan(all, workers);
    assert.ok(pool >= least - 1e-9 && pool < 2 * least, `${least} ≤ ${pool}: Graham's bound for list scheduling`);
    assert.ok(shardMakespan(all, workers) >= least - 1e-9);
  }));
});

test('by hand: the order decides in a pool, the place in shards, and a stage waits for the one below', () => {
  const of = (seconds: number, stage = 0, place = 0): TimedTask => ({ seconds, stage, place });
  assert.equal(poolMakespan([of(3), of(3), of(2), of(2), of(2)], 2), 7);
  assert.equal(poolMakespan([of(5), of(1, 1), of(1, 1)], 2), 6);
  assert.equal(shardMakespan([of(3, 0, 0), of(3, 0, 2), of(2, 0, 1)], 2), 6);
});
