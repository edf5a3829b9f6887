import { UsageError } from '../base/errors';
import { tf } from '../engine/tensorflow';
import { type GammaStart, initialise } from './initialise';
import { apply, classifier, makeParts, type Norm, type Parts } from './parts';

/** Settings of a {@link preresnet}. */
export interface PreresnetSettings {
  /** Number of weighted layers without projections: 6n + 2 with basic blocks, 9n + 2 with bottleneck blocks, n ≥ 1. */
  readonly depth: number;
  /** `basic`: two 3×3 convolutions; `bottleneck`: 1×1, 3×3, 1×1 with four times the channels at its ends. */
  readonly block: 'basic' | 'bottleneck';
  /** Default `batch`. */
  readonly norm?: Norm;
  /** Initial γ of batch norm; default `one`, as in the paper. */
  readonly gamma?: GammaStart;
  readonly classes: number;
  readonly seed: number;
}

interface BlockPlace {
  readonly name: string;
  /** Channels of the block's inner convolutions. */
  readonly width: number;
  readonly stride: 1 | 2;
  readonly projected: boolean;
}

const STAGE_WIDTHS = [16, 32, 64];

/**
 * Residual network with pre-activation (He et al. 2016) for 32×32×3 images: norm and ReLU precede each convolution, and where the
 * shape changes, a 1×1 convolution of the raw block input is the shortcut. The paper calls it "ResNet"; its PreResNet-110 and -164
 * have bottleneck blocks. Layers are named as in the public PyTorch implementation. The output is logits.
 *
 * @throws UsageError NETWORK_DEPTH if no whole number of blocks gives that depth
 */
export function preresnet({ depth, block, norm = 'batch', gamma = 'one', classes, seed }: PreresnetSettings): tf.LayersModel {
  const layersPerBlock = block === 'basic' ? 6 : 9;
  const blocks = (depth - 2) / layersPerBlock;
  if (!Number.isInteger(blocks) || blocks < 1) {
    throw new UsageError(
      'NETWORK_DEPTH',
      `A PreResNet with ${block} blocks cannot have depth ${depth}.`,
      `Choose a depth of ${layersPerBlock}n + 2.`,
    );
  }
  const parts = makeParts(norm);
  const expansion = block === 'basic' ? 1 : 4;
  const images = tf.input({ shape: [32, 32, 3], name: 'images' });
  let x = parts.convolution(images, { name: 'conv1', filters: STAGE_WIDTHS[0], size: 3 });
  STAGE_WIDTHS.forEach((width, stage) => {
    for (let index = 0; index < blocks; index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const projected = stride === 2 || x.shape[3] !== width * expansion;
      const place = { name: `layer${stage + 1}.${index}`, width, stride, projected } as const;
      x = block === 'basic' ? basicBlock(parts, x, place) : bottleneckBlock(parts, x, place);
    }
  });
  const outputs = classifier(parts.activate(x, 'bn'), classes);
  return initialise(tf.model({ inputs: images, outputs, name: `preresnet-${depth}` }), seed, gamma);
}

function basicBlock(parts: Parts, x: tf.SymbolicTensor, { name, width, stride, projected }: BlockPlace): tf.SymbolicTensor {
  const shortcut = projected ? parts.convolution(x, { name: `${name}.downsample.0`, filters: width, size: 1, stride }) : x;
  let y = parts.activate(x, `${name}.bn1`);
  y = parts.convolution(y, { name: `${name}.conv1`, filters: width, size: 3, stride });
  y = parts.activate(y, `${name}.bn2`);
  y = parts.convolution(y, { name: `${name}.conv2`, filters: width, size: 3 });
  return apply(tf.layers.add({ name: `${name}.add` }), [y, shortcut]);
}

function bottleneckBlock(parts: Parts, x: tf.SymbolicTensor, { name, width, stride, projected }: BlockPlace): tf.SymbolicTensor {
  const shortcut = projected ? parts.convolution(x, { name: `${name}.downsample.0`, filters: 4 * width, size: 1, stride }) : x;
  let y = parts.activate(x, `${name}.bn1`);
  y = parts.convolution(y, { name: `${name}.conv1`, filters: width, size: 1 });
  y = parts.activate(y, `${name}.bn2`);
  y = parts.convolution(y, { name: `${name}.conv2`, filters: width, size: 3, stride });
  y = parts.activate(y, `${name}.bn3`);
  y = parts.convolution(y, { name: `${name}.conv3`, filters: 4 * width, size: 1 });
  return apply(tf.layers.add({ name: `${name}.add` }), [y, shortcut]);
}
