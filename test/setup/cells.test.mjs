import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { startKernel } from './kernel.mjs';

/** What an earlier cell has declared. */
const EARLIER = `
import * as path from 'node:path';
import { sep } from 'node:path';
const x = 1, y = [2, 3], text = 'x';
let changing = 0, other = 0;
var old = 'old';
function double(value: number) { return 2 * value; }
class Point { constructor(readonly x: number) {} }
enum Colour { red, green }
interface Named { readonly x: number }
async function* count(to = 3) { for (let i = 1; i <= to; i++) yield i; }
const promises = [Promise.resolve('a'), Promise.resolve('b')];`;

/** Each cell, and what it prints. @type {Readonly<Record<string, readonly (readonly [cell: string, printed: string])[]>>} */
const CELLS = {
  'for await': [
    ['for await (const n of count()) console.log(n);', '1\n2\n3\n'],
    ['for await (let n of count()) { n++; console.log(n); }', '2\n3\n4\n'],
    ['for await (var late of count()) {} console.log(late);', '3\n'],
    ['for await (changing of count());\nconsole.log(changing);', '3\n'],
    ['for await (const p of promises) console.log(p);', 'a\nb\n'],
    ['for await (const { length } of [Promise.resolve("abc")]) console.log(length);', '3\n'],
    ['for await (const [first, ...rest] of [[1, 2, 3]]) console.log(first, rest.length);', '1 2\n'],
    ['for await (const a of count(2)) for await (const b of count(2)) console.log(a * b);', '1\n2\n2\n4\n'],
    ['if (x === 1) { try { for await (const n of count(1)) console.log(n); } finally { console.log("end"); } }', '1\nend\n'],
    ['outer: for await (const n of count()) { for (const m of y) { if (m === 3) continue outer; if (n === 2) break outer; console.log(n, m); } }', '1 2\n'],
    ['for/* a comment */await (const n of count(1)) console.log(n);', '1\n'],
    ['for await (const n of count(1)) console.log(n, await promises[0]);', '1 a\n'],
    ['switch (x) { case 1: for await (const n of count(1)) console.log(n); }', '1\n'],
    ['async function loop() { for await (const n of count(1)) console.log(n); }\nawait loop();', '1\n'],
    ['const each = async () => { for await (const n of count(1)) return n; };\nawait each()', '1\n'],
    ['for await (const n of count(1)) { ({ n }).n === n && console.log({ x, n }); }', '{ x: 1, n: 1 }\n'],
    ['console.log("for await (const n of count()) {}"); // for await', 'for await (const n of count()) {}\n'],
    ['for await (const n of count()) if (n === 3) n * 2;\n"last"', 'last\n'],
  ],
  'shorthand properties': [
    ['console.log({ x });', '{ x: 1 }\n'],
    ['const settings = { ...{ y: 0 }, x, y };\nsettings.x + settings.y.length', '3\n'],
    ['({ x, deep: { y, deeper: [{ x }] } }).deep.deeper[0].x', '1\n'],
    ['const give = () => ({ x, y });\ngive().y[1]', '3\n'],
    ['function made() { return { x, old }; }\nmade().old', 'old\n'],
    ['async function later() { return { x }; }\n(await later()).x', '1\n'],
    ['double({ x }.x)', '2\n'],
    ['console.log(`${JSON.stringify({ x, text })} { x }`);', '{"x":1,"text":"x"} { x }\n'],
    ['const local = { x: 5 }; { const { x } = local; console.log({ x }); }', '{ x: 5 }\n'],
    ['((x: number) => ({ x }))(7).x', '7\n'],
    ['[1].map((x) => ({ x, y }))[0].x', '1\n'],
    ['const { length, concat = x } = y as any;\nlength', '2\n'],
    ['({ changing } = { changing: 4 });\nchanging', '4\n'],
    ['({ changing = x, other = changing } = {} as { changing?: number; other?: number });\nconsole.log(changing, other);', '1 1\n'],
    ['({ a: { changing }, ...({} as any) }); [{ changing }, other] = [{ changing: 8 }, 9];\nconsole.log(changing, other);', '8 9\n'],
    ['for ({ changing } of [{ changing: 6 }]) console.log(changing);', '6\n'],
    ['const typed: Named = { x };\ntyped.x', '1\n'],
    ['({ x } satisfies Named).x', '1\n'],
    ['const as = { x } as const;\nas.x', '1\n'],
    ['class Holder { field = { x }; static both = { x, y }; get got() { return { x }; } }\nHolder.both.x + new Holder().field.x + new Holder().got.x', '3\n'],
    ['({ Point, Colour, double, path, sep }).Colour.green', '1\n'],
    ['new ({ Point }).Point(3).x + ({ double }).double(2)', '7\n'],
    ['({ x() { return 2; }, y: 3, ["text"]: 4 }).x()', '2\n'],
    ['JSON.stringify({ x, y: { x: x } })', '{"x":1,"y":{"x":1}}\n'],
    ['/{ x }/.test("{ x }") /* { x } */ // { x }', 'true\n'],
    ['"{ x }" + \'{ y }\'', '{ x }{ y }\n'],
    ['x: for (;;) { break x; }\n({ x }).x', '1\n'],
    ['function* pairs() { yield { x }; }\n[...pairs()][0].x', '1\n'],
    ['const { x: renamed } = { x };\nrenamed', '1\n'],
    ['enum Size { x = 3 }\nSize.x + ({ x }).x', '4\n'],
    ['((settings = { x, y }) => settings.x)()', '1\n'],
    ['const x = 10; const again = { x };\nagain.x', '10\n'],
    ['({ x }).x', '10\n'],
  ],
  promises: [
    ['Promise.resolve([Promise.resolve(1), new Promise(() => undefined)])', 'Promise { [ Promise { 1 }, Promise { <pending> } ] }\n'],
    ['console.log({ a: { b: { c: (async () => 1)() } } }, Object.freeze([Promise.resolve("two")]));', "{ a: { b: { c: [Promise] } } } [ Promise { 'two' } ]\n"],
  ],
  'modules that await at their top level': [
    ["import { value } from './awaits.mjs'; value", '7\n'],
    ["import awaited, { value as other1 } from './awaits.mjs'; awaited + other1", 'default7\n'],
    ["import * as all from './awaits.mjs'; Object.keys(all).sort().join()", 'default,value\n'],
    ["import './awaits.mjs'; console.log('effects');", 'effects\n'],
    ["(await import('./awaits.mjs')).value", '7\n'],
    ["const name = './awaits.mjs', again2 = await import(name);\nagain2.value", '7\n'],
    ["await import('./awaits.mjs').then((module) => module.default)", 'default\n'],
    ["import { packaged } from 'only-esm'; packaged", 'packaged\n'],
    ["import fromMain from 'esm-main'; fromMain", 'main\n'],
    ["(await import('only-esm/more')).more", 'more\n'],
    ["import { plain } from './plain.mjs'; plain", 'plain\n'],
    ["import both from 'both'; both", 'for require\n'],
    ["import { helped } from './helper'; helped", '6\n'],
    ["const choose = async (name: string) => (await import(name)).default;\nconsole.log(await choose('both'), (await choose('esm-main')));", 'for require main\n'],
    ["import { value as kept } from './awaits.mjs'; const object = { kept };\nobject.kept", '7\n'],
    ['({ value, awaited }).value', '7\n'],
    ["for await (const n of count(1)) console.log(n, (await import('./awaits.mjs')).value);", '1 7\n'],
    ["const { value: required } = require('./awaits.mjs'); required", '7\n'],
  ],
};

/** Cells that do not compile, and what tslab says of them. @type {readonly (readonly [cell: string, told: RegExp])[]} */
const REFUSED = [
  ['function plain() { for await (const n of count()) n; }', /'for await' loops are only allowed/],
  ['const arrow = () => { for await (const n of count()) n; };', /'for await' loops are only allowed/],
  ['({ missing })', /No value exists in scope for the shorthand property 'missing'/],
  ['({ x: "text" } satisfies Named)', /not assignable/],
  ["import { nothing } from 'no-such-package'; nothing", /Cannot find module 'no-such-package'/],
  ["import { value } from './awaits.mjs'; import './throws.mjs';", /thrown at the top level/],
  ["await import('./throws.mjs');", /thrown at the top level/],
];

const FILES = {
  'awaits.mjs': "export const value = await Promise.resolve(7);\nexport default 'default';\n",
  'plain.mjs': "export const plain = 'plain';\n",
  'throws.mjs': "await 1;\nthrow new Error('thrown at the top level');\n",
  'helper.ts': "import { factor } from './factor';\nexport const helped = 3 * factor;\n",
  'factor.ts': 'const factor = 2;\nexport { factor };\n',
  'node_modules/only-esm/package.json': '{ "name": "only-esm", "type": "module", "exports": { ".": { "import": "./index.js" }, "./more": { "import": "./more.js" } } }',
  'node_modules/only-esm/index.js': "export const packaged = await 'packaged';\n",
  'node_modules/only-esm/more.js': "export const more = 'more';\n",
  'node_modules/esm-main/package.json': '{ "name": "esm-main", "type": "module", "main": "index.js" }',
  'node_modules/esm-main/index.js': "export default await 'main';\n",
  'node_modules/both/package.json': '{ "name": "both", "main": "index.cjs", "exports": { "import": "./index.mjs", "require": "./index.cjs" } }',
  'node_modules/both/index.mjs': "export default 'for import';\n",
  'node_modules/both/index.cjs': "module.exports = 'for require';\n",
};

test('what TypeScript allows at the top level of a module, a cell may write as well', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "a reader's cells "));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const kernel = await startKernel(t, { folder });
  assert.equal((await kernel.run(EARLIER)).stderr, '');
  for (const [kind, cells] of Object.entries(CELLS)) {
    for (const [cell, printed] of cells) {
      await t.test(`${kind}: ${cell}`, async () => {
        const { stdout, stderr } = await kernel.run(cell);
        assert.deepEqual({ stdout, stderr }, { stdout: printed, stderr: '' });
      });
    }
  }
  for (const [cell, told] of REFUSED) {
    await t.test(`refused: ${cell}`, async () => {
      const { stdout, stderr, status } = await kernel.run(cell);
      assert.deepEqual([stdout, status], ['', 'error']);
      assert.match(stderr, told);
    });
  }
});
