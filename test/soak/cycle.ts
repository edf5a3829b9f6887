import { rmSync } from 'node:fs';
import type { Fitted, SolutionEvaluation } from 'asymmetric-valleys';
import { Fixtures } from '../fuzz/fixtures';
import { av } from '../fuzz/package';

/**
 * What a user does who tries things out, once; what is not disposed of is dropped.
 *
 * @param round decides what is done this time
 */
export async function cycle(round: number): Promise<void> {
  const f = new Fixtures(av, round % 4 === 3 ? 'layers' : 'compiled');
  const { train, test, images } = f;
  try {
    const { solutions } = await av.fit(f.runner, images, { epochs: 2, seed: round, batchSize: 8 });
    const { direction, second } = f;
    const measured = await av.measureAlong(f.runner, { ...images, direction, radius: 1, points: 9 });
    await av.lossCurve(f.runner, { train, test, direction, distances: [-1, 0, 1], batchNorm: 'frozen' });
    await av.lossSurface(f.runner, { train, directions: [direction, second], first: [-1, 0, 1], second: [-1, 0, 1], batchNorm: 'frozen' });
    av.compareSolutions(...await evaluated(f, solutions));
    const path = f.path('.safetensors');
    av.saveCheckpoint(path, { network: 'own', model: f.runner.model, ...solutions.swa });
    av.setSolution(f.runner, av.loadCheckpoint(path, f.runner.model, 'own'));
    if (round % 5 === 0) await av.savePng(av.measuredAlongFigure(measured, { title: 'A curve', caption: 'Both sides.' }), f.path('.png'));
    if (round % 3 === 0) await readStudy();
    await failOnPurpose(f);
    dropNetwork(f, round);
  } finally {
    f.runner.model.dispose();
    if (round % 2 === 0) f.runner.dispose();
    rmSync(f.folder, { recursive: true, force: true });
  }
}

async function evaluated(f: Fixtures, solutions: Fitted['solutions']): Promise<[SolutionEvaluation, SolutionEvaluation]> {
  const { swa, sgd } = await av.evaluateSolutions(f.runner, solutions, f.images);
  return [swa, sgd];
}

/** A study from its committed records. */
async function readStudy(): Promise<void> {
  const study = av.openStudy({ section: '03', scale: 'laptop', recordsOnly: true });
  const solution = await av.openSolution(study, { seed: 1, solution: 'sgd-after-swa' });
  const curve = await av.measureCurve(study, solution, { kind: 'uniform01', index: 0, batchNorm: 'reestimate' });
  av.measuredCurveFigure(solution, curve, { title: 'Figure 2', caption: 'Both sides.' });
}

/** A network of the project with a runner; neither is disposed of in every other round. */
function dropNetwork({ images }: Fixtures, round: number): void {
  const model = av.buildNetwork('preresnet-8', 3, round);
  const runner = av.createRunner(model, images);
  if (round % 2 === 0) return;
  runner.dispose();
  model.dispose();
}

/** Mistakes, each of which is refused or ends early. */
async function failOnPurpose(f: Fixtures): Promise<void> {
  const { runner, train, test, direction } = f;
  const settings = { train, test, direction, distances: [-1, 0, 1], batchNorm: 'frozen' } as const;
  const mistakes: readonly (() => unknown)[] = [
    () => av.createRunner({} as never),
    () => av.createRunner(f.model, { loss: 'hinge' } as never),
    () => av.lossCurve(runner, { ...settings, direction: direction.subarray(1) }),
    () => av.lossCurve(runner, { ...settings, batchNorm: 're-estimate' as never }),
    () => av.lossCurve(runner, settings, { signal: AbortSignal.abort() }),
    () => av.fit(runner, f.images, { epochs: 1e3, seed: 1, batchSize: 8, signal: AbortSignal.timeout(20) }),
    () => runner.gradient({ ...av.take(train, [0]), labels: Uint8Array.of(9) }, 'running'),
    () => av.loadCheckpoint(f.path('.safetensors'), f.model, 'own'),
    () => av.buildNetwork('preresnet-9', 3, 1),
  ];
  let refused = 0;
  for (const mistake of mistakes) {
    try {
      await mistake();
    } catch {
      refused++;
    }
  }
  f.model.dispose();
  if (refused < mistakes.length) throw new Error(`${mistakes.length - refused} of ${mistakes.length} mistakes were taken`);
}
