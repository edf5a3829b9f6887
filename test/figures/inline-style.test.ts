import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { addInlineStyle } from '../../lib/src/figures/inline-style';

/** Gives new elements of two documents: one with our styles, one with those of a document that follows the standard. */
async function pairs(): Promise<() => readonly [ours: HTMLElement, standard: HTMLElement]> {
  const { parseHTML } = await import('linkedom');
  const { document, HTMLElement } = parseHTML('<!doctype html><html><head></head><body></body></html>');
  addInlineStyle(HTMLElement.prototype);
  const standard = new JSDOM('').window.document;
  return () => [document.createElement('p'), standard.createElement('p')];
}

/** Properties with values that they may have. */
const VALUES = { opacity: ['0.5', '1'], 'stroke-width': ['1px', '2px'], fill: ['red', 'none'], 'font-size': ['12px', '14px'] } as const;
const NAMES = Object.keys(VALUES) as (keyof typeof VALUES)[];
const step = fc.constantFrom(...NAMES).chain((name) => fc.record({
  name: fc.constant(name), kind: fc.constantFrom('set', 'clear', 'remove', 'attribute'), value: fc.constantFrom<string>(...VALUES[name]),
}));

test('whatever is set, removed or written as an attribute, a style reads as the standard has it', async () => {
  const pair = await pairs();
  fc.assert(fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
    const elements = pair();
    for (const { kind, name, value } of steps) {
      for (const element of elements) {
        if (kind === 'set') element.style.setProperty(name, value);
        else if (kind === 'clear') element.style.setProperty(name, '');
        else if (kind === 'remove') element.style.removeProperty(name);
        else element.setAttribute('style', `${name}: ${value};`);
      }
    }
    const [ours, standard] = elements.map((element) => NAMES.map((name) => element.style.getPropertyValue(name)));
    assert.deepEqual(ours, standard);
  }), { numRuns: 30 });
});

test('properties can be read and set by their names, and are text in the attribute', async () => {
  const [element] = (await pairs())();
  element.style.fontSize = '12px';
  element.style.opacity = '0.5';
  assert.equal(element.getAttribute('style'), 'font-size: 12px; opacity: 0.5;');
  assert.equal(element.style.fontSize, '12px');
  element.style.opacity = '';
  assert.equal(element.style.cssText, 'font-size: 12px;');
});
