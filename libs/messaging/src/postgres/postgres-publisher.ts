import { isPostgresAway } from '@app/connections';
import { Unavailable } from '@app/platform';
import type { Pool, PoolClient } from 'pg';
import { setTimeout as pause } from 'node:timers/promises';

/** How long `publish` may take. Source: layout, `MessageBus`. */
const deadlineMs = 2_000;
const retryMs = 50;

/** Runs one statement within the deadline, or rejects with `Unavailable`. */
export class PostgresPublisher {
  constructor(private readonly pool: Pool) {}

  async run(statement: string, parameters: readonly unknown[]): Promise<void> {
    const deadline = performance.now() + deadlineMs;
    try {
      const client = await this.connect(deadline);
      await this.runOn(client, deadline, statement, parameters);
    } catch (error) {
      if (isPostgresAway(error) || error instanceof Late) throw new Unavailable('the queue cannot be reached', error);
      throw error;
    }
  }

  /** Tries on while there is time: a server that is restarting is back within it. Nothing has been sent yet. */
  private async connect(deadline: number): Promise<PoolClient> {
    for (;;) {
      const connecting = this.pool.connect();
      try {
        return await before(deadline, connecting);
      } catch (error) {
        if (error instanceof Late)
          connecting.then(
            (client) => client.release(),
            () => {},
          );
        if (!isPostgresAway(error) || performance.now() + retryMs >= deadline) throw error;
        await pause(retryMs);
      }
    }
  }

  /** Not repeated: once it was sent nobody knows whether it has happened. */
  private async runOn(client: PoolClient, deadline: number, statement: string, parameters: readonly unknown[]): Promise<void> {
    try {
      await before(deadline, client.query(statement, [...parameters]));
    } catch (error) {
      client.release(error as Error); // an answer may still be on its way: nobody else gets this connection
      throw error;
    }
    client.release();
  }
}

class Late extends Error {}

async function before<T>(deadline: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Late(`no answer in ${deadlineMs} ms`)), Math.max(0, deadline - performance.now()));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
