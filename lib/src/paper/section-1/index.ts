export * as figures from './figures';
