import assert from 'node:assert/strict';
import test from 'node:test';
import { UsageError } from '../../lib/src/base/errors';
import type { Field } from '../../lib/src/contracts/contract';
import { readContracts } from '../../lib/src/contracts/contract';
import { guarded } from '../../lib/src/contracts/face';
import { sample } from './sample';

const contracts = readContracts();
const { functions, types } = contracts;
const reached = Symbol('reached');
const stubs = Object.fromEntries(Object.keys(functions).map((name) => [name, () => reached]));
const face = guarded(stubs, contracts, () => undefined) as Readonly<Record<string, (...values: unknown[]) => unknown>>;

const isAsked = ({ type, optional }: Field): boolean => !optional && !['any', 'nothing', 'union'].includes(type.kind);

test('whatever is left out of an argument is named, by every function', async () => {
  const asked: string[] = [];
  for (const [name, { parameters }] of Object.entries(functions)) {
    const values = parameters.map((parameter) => sample(types, parameter.type, parameter.name));
    assert.equal(await face[name](...values), reached, name);
    for (const [i, parameter] of parameters.entries()) {
      if (parameter.type.kind !== 'ref') continue;
      for (const [key, field] of Object.entries(types[parameter.type.name].fields)) {
        if (!isAsked(field)) continue;
        const without = Object.fromEntries(Object.entries(values[i] as object).filter(([other]) => other !== key));
        await assert.rejects(async () => face[name](...values.map((value, j) => (j === i ? without : value))), (error) => {
          assert.ok(error instanceof UsageError, `${name} without ${key}: ${String(error)}`);
          assert.equal(error.code, 'ARGUMENT_MISSING');
          const place = parameter.rest ? `${parameter.name}[0]` : parameter.name;
          assert.ok(error.message.startsWith(`${name}: ${place}.${key} is missing. `), error.message);
          return true;
        });
        asked.push(`${name} ${key}`);
      }
    }
  }
  assert.ok(asked.length > 500, `${asked.length} fields`);
  for (const known of ['lossCurve test', 'lossCurve train', 'lossCurve direction', 'measureAlong test', 'fit train', 'train test']) assert.ok(asked.includes(known), known);
});
