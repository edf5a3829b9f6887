import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { augmentBatch, augmentImage, augmentationStream, drawAugmentation, type ImageShape, PADDING } from '../../lib/src/datasets/augment';

const shapes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }));
const images = shapes.chain((shape) => {
  const length = shape[0] * shape[1] * shape[2];
  return fc.tuple(fc.constant<ImageShape>(shape), fc.uint8Array({ minLength: length, maxLength: length }));
});
const offset = fc.integer({ min: 0, max: 2 * PADDING });

/** The same in three plain steps: pad all round, cut out, mirror. */
function padCropMirror(image: Uint8Array, [height, width, channels]: ImageShape, top: number, left: number, mirror: boolean): Uint8Array {
  const padded = Array.from({ length: height + 2 * PADDING }, () => Array.from({ length: width + 2 * PADDING }, () => new Array<number>(channels).fill(0)));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) padded[y + PADDING][x + PADDING] = [...image.subarray((y * width + x) * channels, (y * width + x + 1) * channels)];
  }
  const crop = padded.slice(top, top + height).map((row) => row.slice(left, left + width));
  return Uint8Array.from((mirror ? crop.map((row) => [...row].reverse()) : crop).flat(2));
}

test('an augmented image is the padded one, cropped and mirrored, and fills exactly its place', () => {
  fc.assert(fc.property(images, offset, offset, fc.boolean(), fc.nat(5), ([shape, image], top, left, mirror, before) => {
    const target = new Uint8Array(before + image.length + 3).fill(99);
    const source = Uint8Array.from([7, 7, ...image]);
    augmentImage(source, 2, target, before, shape, { top, left, mirror });
    const expected = padCropMirror(image, shape, top, left, mirror);
    assert.deepEqual([...target], [...new Array(before).fill(99), ...expected, 99, 99, 99]);
  }));
});

test('the middle crop is the image itself, and mirroring twice gives it back', () => {
  fc.assert(fc.property(images, ([shape, image]) => {
    const [same, once, twice] = [0, 1, 2].map(() => new Uint8Array(image.length));
    const middle = { top: PADDING, left: PADDING };
    augmentImage(image, 0, same, 0, shape, { ...middle, mirror: false });
    augmentImage(image, 0, once, 0, shape, { ...middle, mirror: true });
    augmentImage(once, 0, twice, 0, shape, { ...middle, mirror: true });
    assert.deepEqual(same, image);
    assert.deepEqual(twice, image);
  }));
});

test('all 81 crops and both mirrors are drawn, about equally often', () => {
  const draws = 40_500;
  const counts = new Map<string, number>();
  const source = augmentationStream(5, 1, 2);
  for (let i = 0; i < draws; i++) {
    const { top, left, mirror } = drawAugmentation(source);
    const key = `${top} ${left} ${mirror}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  assert.equal(counts.size, 162);
  // χ² with 161 degrees of freedom: mean 161, standard deviation 18; 270 is six of them away.
  const expected = draws / 162;
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  assert.ok(chiSquare < 270, `χ² = ${chiSquare}`);
});

test('a batch depends on seed, epoch and index, and on nothing drawn before', () => {
  const shape: ImageShape = [8, 8, 3];
  const inputs = Uint8Array.from({ length: 12 * 192 }, (_, i) => 1 + (i * 31) % 251);
  const indices = Uint32Array.from([3, 0, 11, 3, 5, 6, 7, 8]);
  const make = (seed: number, epoch: number, batch: number): string => {
    const target = new Uint8Array(indices.length * 192);
    augmentBatch(inputs, shape, { seed, epoch, batch, indices }, target);
    return Buffer.from(target).toString('base64');
  };
  const first = make(1, 2, 3);
  const others = [make(2, 2, 3), make(1, 3, 3), make(1, 2, 4), make(1, 23, 3)];
  assert.equal(make(1, 2, 3), first);
  assert.equal(new Set([first, ...others]).size, 5);
});
