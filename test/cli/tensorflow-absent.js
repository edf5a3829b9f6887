'use strict';
// Preloaded by a test: TensorFlow's native part cannot be loaded.
const Module = require('node:module');

const load = Module._load;
Module._load = function (request, ...rest) {
  if (request.includes('tfjs-node')) throw new Error('libtensorflow.so.2: cannot open shared object file');
  return load.call(this, request, ...rest);
};
