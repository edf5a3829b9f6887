/// <reference types="node" preserve="true" />
/**
 * The package's entry: everything of `face`, each function behind the contract that its declared types are. Types and
 * comments are those of `face`.
 */
import { readContracts } from './contracts/contract';
import { guarded } from './contracts/face';
import * as face from './face';
import { runOptionsOfCell } from './notebook/running';

Object.assign(exports, guarded(face, readContracts(), runOptionsOfCell));

export * from './face';
