import assert from 'node:assert/strict';
import { test } from 'node:test';
import { av } from './package';
import { CATALOGUE } from './catalogue';
import { spoil } from './cases';
import { difference, lostNumber } from './compare';
import { fuzz } from './fuzz';
import { ABSENT } from './mutations';
import type { Tried } from './pool';
import { isBad } from './table';

const listed = Object.values(CATALOGUE).flat().map(({ name }) => name);

test('every exported function has a valid call, and every call its function', () => {
  const isClass = (value: unknown): boolean => /^class\b/.test(Function.prototype.toString.call(value));
  const functions = Object.entries(av).filter(([, value]) => typeof value === 'function' && !isClass(value)).map(([name]) => name);
  assert.deepEqual(functions.filter((name) => !listed.includes(name)), []);
  assert.equal(new Set(listed).size, listed.length);
});

test('valid calls are valid', async () => {
  const bad: Tried[] = [];
  await fuzz({ seed: 1, calls: Infinity, seconds: 600, workers: 1, index: 1e9,
    only: ['runner', 'data', 'landscape', 'statistics', 'theory', 'figures', 'readers'], onTried: (tried) => void bad.push(tried) });
  assert.deepEqual(bad, []);
});

test('every way to end badly is noticed', async () => {
  const ends: string[] = [];
  const table = await fuzz({ seed: 1, calls: Infinity, seconds: 600, workers: 1, only: ['self-check'],
    limits: { milliseconds: 1500, bytes: 2 ** 29 }, onTried: ({ what, outcome }) => void ends.push(`${what}: ${outcome}`) });
  assert.deepEqual(ends.sort(), ['dead: dead', 'hung: hung', 'memory: memory', 'taken: wrong', 'untyped: untyped', 'wrong: wrong']);
  assert.deepEqual(table.get('self-check'), { ok: 0, typed: 0, untyped: 1, dead: 1, hung: 1, memory: 1, wrong: 2 });
});

test('for some seconds, wrong things are refused or measured right', async () => {
  const bad: Tried[] = [];
  await fuzz({ seed: 1, calls: 400, seconds: 60, workers: 1, only: ['runner', 'landscape', 'statistics', 'theory'], onTried: (tried) => {
    if (isBad(tried)) bad.push(tried);
  } });
  assert.deepEqual(bad, []);
});

test('one thing is changed, and nothing is written to', () => {
  const options = Object.freeze({ distances: Object.freeze([1, 2, 3]), seed: 1 });
  const at = (path: readonly (string | number)[], value: unknown): readonly unknown[] =>
    spoil([0, options], { name: '', path, asked: true, mutation: { name: '', apply: () => value } });
  assert.deepEqual(at([1, 'distances', 1], 9), [0, { distances: [1, 9, 3], seed: 1 }]);
  assert.deepEqual(at([1, 'seed'], ABSENT), [0, { distances: [1, 2, 3] }]);
  assert.deepEqual(at([1], ABSENT), [0]);
  assert.deepEqual(at([0], ABSENT), [undefined, options]);
});

test('a lost number and another number are seen, a rounded one and one that is said to be lost are not', () => {
  assert.match(lostNumber({ loss: [1, NaN] }, { loss: [1, 2] }) ?? '', /NaN at .loss/);
  assert.match(lostNumber({ loss: undefined }, { loss: 1 }) ?? '', /undefined/);
  assert.equal(lostNumber({ loss: [1, NaN], finite: [true, false] }, { loss: [1, 2], finite: [true, true] }), undefined);
  assert.equal(lostNumber({ loss: NaN }, { loss: NaN }), undefined);
  assert.match(difference({ a: Float32Array.of(1, 2) }, { a: Float32Array.of(1, 2.1) }, 1e-3) ?? '', /at .a/);
  assert.equal(difference({ a: [1] }, { a: Float32Array.of(1 + 1e-6) }, 1e-3), undefined);
});
