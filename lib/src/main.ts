/**
 * The package's entry: everything of `index`, each function behind the contract that its declared types are. Types and
 * comments are those of `index`.
 */
import { readContracts } from './contracts/contract';
import { guarded } from './contracts/face';
import * as face from './index';
import { runOptionsOfCell } from './notebook/running';

Object.assign(exports, guarded(face, readContracts(), runOptionsOfCell));

export * from './index';
