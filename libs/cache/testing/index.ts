/** For other rooms' specs: a cache without a server. Nothing else may reach it. */
export * from '../src/memory/memory-environment-cache';
