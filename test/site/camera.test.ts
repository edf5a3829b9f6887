import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { moved } from '../../site/.vitepress/theme/camera-controls';

test('a turn round the scene keeps height and distance, and comes back; no move goes below the plane or over the top', () => {
  const step = fc.record({ left: fc.double({ min: -1, max: 1, noNaN: true }), up: fc.double({ min: -1, max: 1, noNaN: true }), nearer: fc.double({ min: 0.5, max: 2, noNaN: true }) });
  const start = { x: -1.35, y: -1.35, z: 1.05 };
  const far = ({ x, y, z }: typeof start): number => Math.hypot(x, y, z);
  fc.assert(fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
    const end = steps.reduce(moved, start);
    assert.ok(end.z > 0 && Math.hypot(end.x, end.y) > 0 && far(end) >= 0.7 - 1e-9 && far(end) <= 4 + 1e-9);
    const round = Array.from({ length: 24 }).reduce<typeof start>((eye) => moved(eye, { left: Math.PI / 12 }), end);
    for (const axis of ['x', 'y', 'z'] as const) assert.ok(Math.abs(round[axis] - end[axis]) < 1e-9);
  }));
});
