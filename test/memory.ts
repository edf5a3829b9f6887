import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type MemoryUse, memoryUse } from '../lib/src/engine/memory';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** Collects what nothing refers to, and lets what waits for that do its part. */
export async function collect(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** What is in use: the models and runners of earlier tests do not go while something is counted. */
export async function settledMemory(): Promise<MemoryUse> {
  await collect();
  return memoryUse();
}
