import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import test from 'node:test';
import { codeIdentity, instrumentsIdentity } from '../../lib/src/records/code-identity';

const LIBRARY = join(__dirname, '..', '..', 'lib');
const built = JSON.parse(readFileSync(join(LIBRARY, 'dist', 'code-identity.json'), 'utf8')) as Record<string, string>;

test('a measurement has the identity of the function that it names, from sources and as compiled', () => {
  const curveOf = { name: 'curveOf' };
  assert.equal(codeIdentity(join(LIBRARY, 'src', 'paper', 'study', 'curves.ts'), curveOf), built['paper/study/curves#curveOf']);
  const compiled = createRequire(__filename)(join(LIBRARY, 'dist', 'records', 'code-identity.js')) as { codeIdentity: typeof codeIdentity };
  assert.equal(compiled.codeIdentity(join(LIBRARY, 'dist', 'paper', 'study', 'curves.js'), curveOf), built['paper/study/curves#curveOf']);
  assert.equal(instrumentsIdentity(), built.instruments);
});

test('a function that the build does not know has no identity', () => {
  assert.throws(() => codeIdentity(join(LIBRARY, 'src', 'paper', 'study', 'curves.ts'), { name: 'other' }), { code: 'CODE_UNKNOWN', message: /paper\/study\/curves#other.*npm run build/ });
});
