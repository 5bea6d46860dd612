import type { Log } from '@app/platform';
import type { Pool } from 'pg';

/** How long to wait for a connection: to be made, or to become free. */
const connectionTimeoutMs = 5_000;

export async function openPool(connectionString: string, max: number, log: Log): Promise<Pool> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: connectionTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'flaghoist',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'));
  // While a client is checked out and no query runs, nobody listens: an error then would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
