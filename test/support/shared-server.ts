import type { PostgresServer } from './postgres-server';

/** What global-setup started and global-teardown stops; both run in jest's own process. */
export const sharedServer: { started?: PostgresServer } = {};
