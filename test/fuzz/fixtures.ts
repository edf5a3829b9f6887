import { mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dataset, Fitted, Generator, LossCurve, Runner, Split } from 'asymmetric-valleys';
import type { SectionName, Study, Valley } from './package';
import type { Av } from './package';
import type { Mutation } from './mutations';

const isPlainOrList = (value: object): boolean => Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;

type Model = Parameters<Av['createRunner']>[0];

/**
 * What valid calls are made with: small data, a small network with batch norm, and what the library measures with them. Each is
 * made when first asked for and kept until {@link Fixtures.forget}.
 */
export class Fixtures {
  /** A folder of one's own for files. */
  readonly folder: string;
  /** What the library itself made, such as curves: other keys in them and unused fields do no harm. */
  readonly made = new WeakSet<object>();
  /** Stops the present call. */
  controller = new AbortController();
  readonly #kept = new Map<string, unknown>();

  constructor(
    readonly av: Av,
    readonly kind: 'compiled' | 'layers' = 'compiled',
  ) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'valleys-fuzz-')));
  }

  /** Makes something the first time. */
  once<T>(name: string, make: () => T): T {
    if (!this.#kept.has(name)) this.#kept.set(name, make());
    return this.#kept.get(name) as T;
  }

  /** The same for what the library measured: it is marked as {@link made}. */
  async measured<T>(name: string, make: () => T | Promise<T>): Promise<T> {
    return this.once(name, async () => this.given(await make()));
  }

  /** Forgets what was made with a runner that a call has damaged. */
  forget(): void {
    this.#kept.clear();
  }

  /** Marks something as if the library had made it. */
  given<T>(value: T): T {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || this.made.has(value)
      || !isPlainOrList(value)) return value;
    this.made.add(value);
    for (const part of Object.values(value)) this.given(part);
    return value;
  }

  /** A copy that counts as made by the library; what others use too stays unmarked. */
  asGiven<T extends object>(value: T): T {
    const copy = { ...value };
    this.made.add(copy);
    return copy;
  }

  /** A path of a file that is not there, another at each call. */
  path(ending: string): string {
    const folder = mkdtempSync(join(this.folder, 'out-'));
    return join(folder, `file${ending}`);
  }

  get run(): { readonly signal: AbortSignal } {
    return { signal: this.controller.signal };
  }

  /** 6 × 6 colour images in bytes, three classes, some of them easy. */
  get images(): Dataset {
    return this.once('images', () => {
      const split = (count: number, seed: number): { inputs: Uint8Array; labels: number[] } => {
        const random = this.av.generator(seed, 'fuzz');
        const labels = Array.from({ length: count }, (_, i) => i % 3);
        return { labels, inputs: Uint8Array.from({ length: 108 * count },
          (_, i) => 60 * labels[Math.floor(i / 108)] + random.integer(120)) };
      };
      return this.av.arrayDataset({ name: 'images', classes: ['a', 'b', 'c'], shape: [6, 6, 3], train: split(24, 1), test: split(12, 2) });
    });
  }

  get train(): Split {
    return this.images.train;
  }

  get test(): Split {
    return this.images.test;
  }

  /** A network with a convolution, batch norm and a dense layer, other weights for each seed. */
  build(seed: number): Model {
    const { layers: l, initializers, sequential } = this.av.tf;
    const start = (layer: number): object => ({ kernelInitializer: initializers.heNormal({ seed: 10 * seed + layer }) });
    return sequential({ layers: [
      l.conv2d({ name: 'conv', inputShape: [6, 6, 3], filters: 4, kernelSize: 3, ...start(1) }),
      l.batchNormalization({ name: 'bn' }),
      l.reLU({ name: 'relu' }),
      l.globalAveragePooling2d({ name: 'pool' }),
      l.dense({ name: 'out', units: 3, ...start(2) }),
    ] });
  }

  get model(): Model {
    return this.once('model', () => this.build(1));
  }

  get runner(): Runner {
    return this.once('runner', () => this.av.createRunner(this.build(1), { kind: this.kind, normalisation: this.images.normalisation }));
  }

  get layout(): Runner['layout'] {
    return this.given(this.runner.layout);
  }

  /** A runner of another network. */
  get otherRunner(): Runner {
    return this.once('otherRunner', () => this.av.createRunner(this.av.tf.sequential({ layers: [this.av.tf.layers.dense({ name: 'fc',
      units: 2, inputShape: [4] })] })));
  }

  /** What may be handed in for a runner or a model. */
  substitutes(value: unknown): readonly Mutation[] {
    const is = (name: string, make: () => unknown, wrong = false): Mutation => ({ name, apply: make, wrong });
    if (value === this.#kept.get('runner')) {
      // Made before tensors are counted.
      void [this.otherRunner, this.#disposed()];
      return [is('disposed', () => this.#disposed(), true), is('of another network', () => this.otherRunner),
        is('a copy', () => ({ ...this.runner })), is('its model', () => this.runner.model, true)];
    }
    if (value !== this.#kept.get('model')) return [];
    void [this.otherRunner, this.#disposed()];
    return [is('disposed', () => this.#disposed().model, true), is('of another network', () => this.otherRunner.model),
      is('a copy', () => ({ ...this.model }), true), is('a runner', () => this.runner, true)];
  }

  #disposed(): Runner {
    return this.once('disposed', () => {
      const runner = this.av.createRunner(this.build(3), { kind: this.kind, normalisation: this.images.normalisation });
      runner.dispose();
      runner.model.dispose();
      return runner;
    });
  }

  get weights(): Float32Array {
    return this.runner.getWeights();
  }

  get direction(): Float32Array {
    return this.once('direction', () => this.av.drawDirection('uniform01', this.runner.layout, { seed: 1 }));
  }

  get second(): Float32Array {
    return this.once('second', () => this.av.drawDirection('uniform-symmetric', this.runner.layout, { seed: 2 }));
  }

  get fitted(): Promise<Fitted> {
    return this.measured('fitted', async () => {
      const runner = this.av.createRunner(this.build(1), { normalisation: this.images.normalisation });
      const fitted = await this.av.fit(runner, this.images, { epochs: 5, seed: 1, batchSize: 8 });
      runner.dispose();
      return fitted;
    });
  }

  get curve(): Promise<LossCurve> {
    return this.measured('curve', () => this.av.lossCurve(this.runner, {
      train: this.train, test: this.test, direction: this.direction, distances: this.av.distancesBetween(-2, 2, 9), batchNorm: 'frozen',
    }));
  }

  get valley(): Valley {
    return this.given(this.av.smoothValley(0.1, 5, 0.1));
  }

  get random(): Generator {
    return this.given(this.av.generator(1, 'fuzz'));
  }

  /** A study that computes in a folder of its own. */
  get study(): Study {
    return this.once('study', () => {
      const own = (name: string): string => join(this.folder, 'study', name);
      for (const name of ['checkpoints', 'records', 'runs']) mkdirSync(own(name), { recursive: true });
      const project = { folder: own('.'), checkpoints: own('checkpoints'), records: own('records'), runs: own('runs') };
      return this.given(this.av.openStudy({ section: '08', scale: 'smoke', project }));
    });
  }

  /** A section's study as committed: it reads records and never computes, unless a case asks for it; then it can be stopped. */
  section(section: SectionName): Study {
    const study = this.once(`section ${section}`, () => this.given(this.av.openStudy({ section, scale: 'laptop', recordsOnly: true })));
    return this.asGiven({ ...study, run: this.run });
  }
}
