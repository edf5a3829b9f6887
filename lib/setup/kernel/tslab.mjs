// The kernel's program: tslab, with a stop button that never ends the kernel, faster cells and a faster first figure.
import { createRequire } from 'node:module';
import './library.mjs';
import './faster-cells.mjs';
import './cells.mjs';
import './plain-promises.mjs';
import './stopping.mjs';

const require = createRequire(import.meta.url);
try {
  // The thread that draws figures takes a second to load: it loads while tslab reads the types of the first cells. In a kernel
  // started in another way it begins when the library is imported (lib/src/notebook/show.ts).
  require('../../dist/figures/render-png.js').startRendering();
} catch (error) {
  // The library is not built. The kernel is useful without it, and importing it reports what is missing.
  if (!(error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND')) throw error;
}
require('tslab/bin/tslab');
