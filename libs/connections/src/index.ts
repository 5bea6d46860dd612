export * from './connections';
export * from './connections.config';
export * from './connections.module';
export * from './postgres-away';
export type { Notification } from './postgres-listener';
export * from './shared-driver';
