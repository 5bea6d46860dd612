export * from './message-bus';
export * from './messaging-migrations';
export * from './messaging.config';
export type { Delivered } from './on-message';
export { OnMessage } from './on-message';
export * from './outgoing';
export * from './message-strategy';
export * from './messaging.module';
