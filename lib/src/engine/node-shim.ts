import util from 'node:util';

// TensorFlow.js 4.22 calls util.isNullOrUndefined and its like, which Node removed in version 23.
const legacy = util as unknown as Record<string, unknown>;
legacy.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
legacy.isArray ??= Array.isArray;

// TensorFlow reads this when it loads: 2 hides warnings about the build; errors still show.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';

// Turns on oneDNN's convolutions: TensorFlow leaves them off on processors without AVX-512, although they are twice as fast there
// too.
if (process.arch === 'x64') process.env.TF_ENABLE_ONEDNN_OPTS ??= '1';

// On a GPU: float32 as everywhere; NVIDIA's libraries would round the factors of products to 10 bits (TF32) …
process.env.NVIDIA_TF32_OVERRIDE ??= '0';
// … the same last digits each time: an interrupted training then goes on exactly like an uninterrupted one …
process.env.TF_CUDNN_DETERMINISTIC ??= '1';
// … and only the memory needed, so that several processes can share a GPU.
process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
