export * as figures from './figures';
export * from './moving-figures';
