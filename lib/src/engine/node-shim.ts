import util from 'node:util';

// TensorFlow.js 4.22 calls util.isNullOrUndefined and its like, which Node removed in version 23.
const legacy = util as unknown as Record<string, unknown>;
legacy.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
legacy.isArray ??= Array.isArray;

// TensorFlow reads this before it is loaded: 2 keeps warnings about the build off stderr, errors still show.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
