export * from './base/errors';
