import type { Log } from '@app/platform';
import type { Pool } from 'pg';
import type { ConnectionsEnv } from './connections.config';
import { PostgresListener } from './postgres-listener';
import type { Notification } from './postgres-listener';
import { openPool } from './postgres-pool';

/** The only one that opens clients: each server once a process, when it is first asked for. */
export class Connections {
  private readonly listeners = new Set<PostgresListener>();
  private pool: Promise<Pool> | undefined;
  private closed: Promise<void> | undefined;

  constructor(
    private readonly config: ConnectionsEnv,
    private readonly log: Log,
  ) {}

  /** The one pool of the process. Nobody but `close` ends it; timeouts of statements and locks are set by who needs them. */
  postgres(): Promise<Pool> {
    if (this.closed) throw new Error('the connections are closed');
    return (this.pool ??= openPool(this.postgresUrl(), this.config.POSTGRES_POOL_SIZE, this.log));
  }

  /**
   * Listens on a client of its own, which is opened again, with back-off, whenever it breaks. Resolves when it listens, or when the
   * first try has failed. `onReconnect`: it listens again, and what was sent meanwhile is lost. Answers a function that stops it.
   */
  async listen(
    channels: readonly string[],
    onMessage: (one: Notification) => void,
    onReconnect: () => void,
  ): Promise<() => Promise<void>> {
    if (this.closed) throw new Error('the connections are closed');
    const listener = new PostgresListener(this.postgresUrl(), channels, { onMessage, onReconnect }, this.log);
    this.listeners.add(listener);
    await listener.start();
    return async () => {
      this.listeners.delete(listener);
      await listener.stop();
    };
  }

  /** Closes what was opened. Waits for clients that are in use. */
  close(): Promise<void> {
    return (this.closed ??= this.closeAll());
  }

  private async closeAll(): Promise<void> {
    await Promise.all([...this.listeners].map((listener) => listener.stop()));
    await (await this.pool)?.end();
  }

  private postgresUrl(): string {
    const { POSTGRES_URL } = this.config;
    if (!POSTGRES_URL) throw new Error('PostgreSQL is wanted, and POSTGRES_URL is not set');
    return POSTGRES_URL;
  }
}
