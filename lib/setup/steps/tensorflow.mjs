// Step: TensorFlow's shared library from its wheel.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hash, isInstalled, packageFolder, recall, remember, sitePackages, tensorflowPackage, tensorflowVersion } from '../project.mjs';
import { WHEELS, install, pip, stamps } from './python.mjs';

const requirements = (/** @type {string} */ name) => join(packageFolder, 'setup', `requirements-${name}.txt`);

/** @param {boolean} gpu @returns {import('../run-steps.mjs').Step} */
export function tensorflow(gpu) {
  const name = tensorflowPackage(gpu);
  const gpuKey = gpu ? hash(readFileSync(requirements('gpu'))) : undefined;
  return {
    title: `TensorFlow ${tensorflowVersion} (${name}${gpu ? ' with CUDA, about 3 GB to download' : ', about 270 MB to download'})`,
    gigabytes: gpu ? 9 : 1.6,
    isDone: () => isInstalled(name, tensorflowVersion) && recall('gpu', stamps).key === gpuKey,
    async run() {
      if (!isInstalled(name, tensorflowVersion)) {
        // Both packages write the folder `tensorflow`: first remove the other one, or the rest of an interrupted installation.
        await pip('tensorflow', ['uninstall', '--yes', 'tensorflow', 'tensorflow-cpu']);
        rmSync(join(sitePackages(), 'tensorflow'), { recursive: true, force: true });
        // Only its shared library and headers are used, so its Python dependencies are not installed.
        await install('tensorflow', requirements(name), ['--no-deps', ...WHEELS]);
      }
      if (gpu) await install('tensorflow-gpu', requirements('gpu'), ['--no-deps', ...WHEELS]);
      remember('gpu', { key: gpuKey }, stamps);
    },
  };
}
