// How Jupyter starts the TypeScript kernel.
import { join } from 'node:path';

/**
 * @param {object} [more] of the kernel's specification
 * @returns {string} the content of its `kernel.json`, which names this Node and this library by their paths
 */
export function kernelSpec(more) {
  const content = {
    argv: [process.execPath, join(import.meta.dirname, 'tslab.mjs'), 'kernel', '--config-path', '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
    interrupt_mode: 'signal',
    // Hides notes on TensorFlow's build; errors still show.
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    ...more,
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
