// Run with --expose-gc. Builds and drops many runners; prints how much TensorFlow holds before and after, as JSON.
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const av = createRequire(import.meta.url)('../../lib/dist/index.js');
const ROUNDS = Number(process.argv[2]);
const { train, test, normalisation } = av.syntheticDataset({ trainExamples: 20, testExamples: 20, seed: 1 });

async function cell() {
  const model = av.buildNetwork('preresnet-8', 10, 1);
  const runner = av.createRunner(model, { normalisation });
  const direction = av.drawDirection('gaussian', runner.layout, { seed: 1 });
  await av.lossCurve(runner, { train, test, batchNorm: 'frozen', direction, distances: [0, 1] });
  return model.getWeights()[0];
}

async function collected() {
  for (let i = 0; i < 6; i++) {
    globalThis.gc();
    await sleep(20);
  }
  const { tensors, nativeTensors, graphs } = av.memoryUse();
  return { tensors, nativeTensors, graphs };
}

await cell();
const before = await collected();
let kept;
for (let i = 0; i < ROUNDS; i++) kept = await cell();
const after = await collected();
const keptIsReadable = kept.dataSync().every(Number.isFinite);
kept = undefined;
const atLast = await collected();

// What is in use is not freed: a model behind its runner, layers in another model, a runner in use.
let model = av.buildNetwork('preresnet-8', 10, 2);
const part = av.tf.model({ inputs: model.inputs[0], outputs: model.layers[3].output });
const runner = av.createRunner(av.buildNetwork('preresnet-8', 10, 3), { normalisation });
model = undefined;
await collected();
const image = av.tf.zeros([1, 32, 32, 3]);
const inUse = [...part.predict(image).dataSync(), ...runner.getWeights(), ...runner.model.predict(image).dataSync()].every(Number.isFinite);
process.stdout.write(JSON.stringify({ before, after, keptIsReadable, atLast, inUse }));
