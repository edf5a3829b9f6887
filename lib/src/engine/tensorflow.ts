import './node-shim';
import './native-part';
import * as tf from '@tensorflow/tfjs-node';

/** TensorFlow.js on TensorFlow's C library: the only place where it is loaded. */
export { tf };
