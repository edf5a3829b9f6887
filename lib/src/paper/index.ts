/// <reference types="node" preserve="true" />
/**
 * The second door, `asymmetric-valleys/paper`: what the notebooks measure, decide and draw, section by section, each function behind
 * the contract that its declared types are.
 */
import { readContracts } from '../contracts/contract';
import { guarded } from '../contracts/face';
import { runOptionsOfCell } from '../notebook/running';
import * as face from './face';

Object.assign(exports, guarded(face, readContracts(), runOptionsOfCell));

export * from './face';
