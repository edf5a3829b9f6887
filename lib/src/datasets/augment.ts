import { generator, type Generator } from '../base/random';

/** Rows and columns of zeros added around the raw image before the crop, as in the paper's code. */
export const PADDING = 4;

/** Height, width and channels of an image. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/** How to change one image: shift it by whole pixels (zeros come in at the border), then perhaps mirror it. */
export interface Augmentation {
  /** First row of the crop in the padded image, 0 … 2 · {@link PADDING}; {@link PADDING} leaves the image where it was. */
  readonly top: number;
  /** The same for columns. */
  readonly left: number;
  readonly mirror: boolean;
}

/** The random stream of one batch's augmentation, by its index in the epoch; earlier batches need not be drawn. */
export function augmentationStream(seed: number, epoch: number, batch: number): Generator {
  return generator(seed, `augment/${epoch}/${batch}`);
}

/** Draws one image's augmentation: every crop equally likely, mirrored with probability one half. */
export function drawAugmentation(source: Generator): Augmentation {
  const top = source.integer(2 * PADDING + 1);
  const left = source.integer(2 * PADDING + 1);
  return { top, left, mirror: source.integer(2) === 1 };
}

/**
 * Pads an image with zeros on all sides, crops it to its own size and perhaps mirrors it left to right, as the paper's code does
 * with `RandomCrop(32, padding=4)` and `RandomHorizontalFlip`. The padding is raw black, so after normalisation a padded pixel is
 * −mean / deviation, not 0.
 *
 * @param from where the image begins in `source`: bytes, row by row, channels last
 * @param to where it goes in `target`; all its bytes are written
 */
export function augmentImage(
  source: Uint8Array, from: number, target: Uint8Array, to: number, shape: ImageShape, augmentation: Augmentation,
): void {
  const [height, width, channels] = shape;
  const { mirror } = augmentation;
  const down = augmentation.top - PADDING;
  const right = augmentation.left - PADDING;
  const stride = width * channels;
  for (let y = 0; y < height; y++) {
    const row = to + y * stride;
    const inside = y + down >= 0 && y + down < height;
    for (let x = 0; x < width; x++) {
      const pixel = row + x * channels;
      const column = (mirror ? width - 1 - x : x) + right;
      if (inside && column >= 0 && column < width) {
        const origin = from + (y + down) * stride + column * channels;
        for (let c = 0; c < channels; c++) target[pixel + c] = source[origin + c];
      } else {
        for (let c = 0; c < channels; c++) target[pixel + c] = 0;
      }
    }
  }
}

/** One augmented batch: its examples, and the seed of its random numbers. */
export interface AugmentedBatch {
  readonly seed: number;
  readonly epoch: number;
  /** Index of the batch within the epoch. */
  readonly batch: number;
  /** Indices of its examples in the split. */
  readonly indices: Uint32Array;
}

/** Writes the augmented images of one batch into `target`, one after the other. */
export function augmentBatch(inputs: Uint8Array, shape: ImageShape, wanted: AugmentedBatch, target: Uint8Array): void {
  const size = shape[0] * shape[1] * shape[2];
  const source = augmentationStream(wanted.seed, wanted.epoch, wanted.batch);
  wanted.indices.forEach((example, i) => {
    augmentImage(inputs, example * size, target, i * size, shape, drawAugmentation(source));
  });
}

/** One epoch's augmented batches: everything that determines their bytes. */
export interface AugmentedEpoch {
  /** All images of the split; on shared memory if a thread reads them. */
  readonly inputs: Uint8Array;
  readonly shape: ImageShape;
  /** The examples in the order of the epoch. */
  readonly order: Uint32Array;
  readonly batchSize: number;
  readonly seed: number;
  readonly epoch: number;
}

/** The bytes of one batch of an epoch, the same in any thread. The last batch may be smaller. */
export function prepareBatch(epoch: AugmentedEpoch, batch: number, target: Uint8Array): void {
  const indices = epoch.order.subarray(batch * epoch.batchSize, (batch + 1) * epoch.batchSize);
  augmentBatch(epoch.inputs, epoch.shape, { seed: epoch.seed, epoch: epoch.epoch, batch, indices }, target);
}
