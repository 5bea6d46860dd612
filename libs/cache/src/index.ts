export * from './cache.config';
export * from './cache.module';
export * from './environment-cache';
