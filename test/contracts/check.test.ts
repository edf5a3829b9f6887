import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { UsageError } from '../../lib/src/base/errors';
import { checked, type Types } from '../../lib/src/contracts/check';
import type { Expected } from '../../lib/src/contracts/contract';
import { argument } from '../../lib/src/contracts/place';

const TYPES: Types = {
  Settings: { fields: { kind: { type: { kind: 'choice', values: ['reestimate', 'frozen'] } }, points: { type: { kind: 'number' }, optional: true } } },
  Given: { fields: { loss: { type: { kind: 'number' } }, label: { type: { kind: 'text' }, optional: true } }, given: true },
  Options: { fields: { onProgress: { type: { kind: 'any' }, optional: true }, batchSize: { type: { kind: 'number' }, optional: true } }, given: true },
  Short: { fields: { to: { type: { kind: 'number' } }, from: { type: { kind: 'number' }, optional: true } }, given: true },
  Named: { fields: {}, others: { kind: 'boolean' } },
};
const check = (value: unknown, expected: Expected, name = 'value'): unknown => checked(TYPES, argument('call', name), value, expected);

const FITTING: readonly (readonly [Expected, unknown])[] = [
  [{ kind: 'any' }, Symbol('x')],
  [{ kind: 'nothing' }, undefined],
  [{ kind: 'boolean' }, false],
  [{ kind: 'number' }, -1.5],
  [{ kind: 'text' }, ''],
  [{ kind: 'function' }, () => 1],
  [{ kind: 'choice', values: ['a', null, 3] }, null],
  [{ kind: 'array', of: ['Float32Array'] }, Float32Array.of(1, 2)],
  [{ kind: 'array', of: ['list'] }, [1, 2]],
  [{ kind: 'array', of: ['any'] }, Float64Array.of(1)],
  [{ kind: 'list', of: { kind: 'text' } }, ['a']],
  [{ kind: 'tuple', of: [{ kind: 'number' }, { kind: 'text' }] }, [1, 'a']],
  [{ kind: 'union', of: [{ kind: 'number' }, { kind: 'text' }] }, 'a'],
  [{ kind: 'ref', name: 'Settings' }, { kind: 'frozen', points: 5 }],
  [{ kind: 'ref', name: 'Given' }, { loss: NaN, more: 1 }],
  [{ kind: 'ref', name: 'Short' }, { to: 1, foam: 'another word' }],
  [{ kind: 'ref', name: 'Named' }, { a: true }],
  [{ kind: 'opaque', name: 'AbortSignal' }, new AbortController().signal],
  [{ kind: 'opaque', name: 'ReadonlyMap' }, new Map()],
];

test('what fits is passed on as it is', () => {
  for (const [expected, value] of FITTING) assert.equal(check(value, expected), value, JSON.stringify(expected));
});

test('whatever is given to whatever is expected, it is taken or refused with a code and a remedy', () => {
  const anything = fc.oneof(fc.anything({ withTypedArray: true, withBigInt: true, withDate: true, withMap: true, withSparseArray: true }), fc.constantFrom(...FITTING.map(([, value]) => value), Promise.resolve(1)));
  fc.assert(
    fc.property(fc.constantFrom(...FITTING.map(([expected]) => expected)), anything, (expected, value) => {
      try {
        check(value, expected);
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.code, /^[A-Z_]+$/);
        assert.match(error.message, /^call: value/);
        assert.ok(error.remedy.length > 0);
      }
    }),
    { numRuns: 2000 },
  );
});

const REFUSED: readonly (readonly [string, Expected, unknown, RegExp, string?])[] = [
  ['VALUE_UNKNOWN', { kind: 'ref', name: 'Settings' }, { kind: 're-estimate' }, /kind is "re-estimate"\. Did you mean "reestimate"\?/],
  ['ARGUMENT_MISSING', { kind: 'ref', name: 'Settings' }, { points: 5 }, /value\.kind is missing/],
  ['OPTION_UNKNOWN', { kind: 'ref', name: 'Settings' }, { kind: 'frozen', pionts: 5 }, /no option "pionts"\. Did you mean "points"\?/],
  ['OPTION_UNKNOWN', { kind: 'ref', name: 'Settings' }, { kind: 'frozen', colour: 5 }, /no option "colour"\. It takes kind, points/],
  ['OPTION_UNKNOWN', { kind: 'ref', name: 'Given' }, { loss: 1, labal: 'x' }, /Did you mean "label"\?/],
  ['OPTION_UNKNOWN', { kind: 'ref', name: 'Given' }, { loss: 1, label: 'y', labal: 'x' }, /Did you mean "label"\?/],
  ['OPTION_UNKNOWN', { kind: 'ref', name: 'Given' }, { loss: 1, lable: 'x' }, /Did you mean "label"\?/],
  ['OPTION_UNKNOWN', { kind: 'ref', name: 'Short' }, { to: 1, form: 0 }, /Did you mean "from"\?/],
  ['OPTION_UNKNOWN', { kind: 'ref', name: 'Options' }, { onprogres: 1 }, /Did you mean "onProgress"\?/],
  ['OPTION_UNKNOWN', { kind: 'ref', name: 'Options' }, { batchSize: 5, batch_size: 5 }, /Did you mean "batchSize"\?/],
  ['OPTION_UNKNOWN', { kind: 'ref', name: 'Options' }, { colour: 1 }, /It takes onProgress, batchSize/],
  ['POINTS_INVALID', { kind: 'ref', name: 'Settings' }, { kind: 'frozen', points: 1e20 }, /points is 100000000000000000000/],
  ['ARGUMENT_INVALID', { kind: 'number' }, Infinity, /value is Infinity/],
  ['SEED_INVALID', { kind: 'number' }, 2 ** 53 + 1, /safe whole number/, 'seed'],
  ['ARGUMENT_INVALID', { kind: 'array', of: ['any'] }, [1, NaN], /holds NaN at index 1/],
  ['ARGUMENT_INVALID', { kind: 'list', of: { kind: 'text' } }, new Array(2 ** 32 - 1), /Give at most/],
  ['ARGUMENT_INVALID', { kind: 'array', of: ['any'] }, ['1'], /holds "1" at index 0/],
  ['ARGUMENT_INVALID', { kind: 'array', of: ['any'] }, [0, null], /holds null at index 1/],
  ['ARGUMENT_INVALID', { kind: 'array', of: ['any'] }, [0.1, -0.1], /standard error is at least 0/, 'standardErrors'],
  ['ARGUMENT_INVALID', { kind: 'array', of: ['Float32Array'] }, Promise.resolve(), /Await it first/],
  ['ARGUMENT_INVALID', { kind: 'array', of: ['Float32Array'] }, Float64Array.of(1e300), /32-bit float/],
  ['ARGUMENT_INVALID', { kind: 'array', of: ['Float32Array'] }, Int32Array.of(2 ** 24 + 1), /32-bit float/],
  ['ARGUMENT_INVALID', { kind: 'array', of: ['Uint8Array', 'Int32Array'] }, [0, 0.5], /holds 0\.5 at index 1/],
];

test('what does not fit is refused where it stands', () => {
  for (const [code, expected, value, message, name] of REFUSED) assert.throws(() => check(value, expected, name), { code, message }, String(message));
});

test('a direction along which distances are measured has the length 1', () => {
  const types: Types = { Settings: { fields: { direction: { type: { kind: 'array', of: ['Float32Array'] } } } } };
  const along = (direction: readonly number[]): unknown => checked(types, argument('call', 'settings'), { direction: Float32Array.from(direction) }, { kind: 'ref', name: 'Settings' });
  const vector = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }).filter((entries) => Math.hypot(...entries) > 0.01);
  fc.assert(fc.property(vector, fc.constantFrom(0, 0.5, 0.99, 1.01, 100), (entries, length) => {
    const unit = entries.map((entry) => entry / Math.hypot(...entries));
    along(unit);
    assert.throws(() => along(unit.map((entry) => length * entry)), { code: 'DIRECTION_NOT_UNIT' });
  }));
});

test('numbers in a row become the kind of array that a function takes, the same numbers', () => {
  const floats = fc.float32Array({ noNaN: true, noDefaultInfinity: true, maxLength: 20 });
  const same = (numbers: ArrayLike<number>, of: string, from: ArrayLike<number>): void => {
    const taken = check(from, { kind: 'array', of: [of] }) as ArrayLike<number>;
    assert.deepEqual([...Array.from(taken)], [...Array.from(numbers)]);
    assert.equal(Array.isArray(taken) ? 'list' : taken.constructor.name, of);
  };
  fc.assert(fc.property(floats, (numbers) => {
    for (const from of [Array.from(numbers), Float64Array.from(numbers), numbers]) for (const of of ['Float32Array', 'Float64Array', 'list']) same(numbers, of, from);
  }));
  fc.assert(fc.property(fc.array(fc.nat(70_000)), (numbers) => {
    const taken = check(numbers, { kind: 'array', of: ['Uint8Array', 'Uint16Array', 'Int32Array'] }) as ArrayLike<number>;
    assert.deepEqual(Array.from(taken), numbers);
  }));
});
