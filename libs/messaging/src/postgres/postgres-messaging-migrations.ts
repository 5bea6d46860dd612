import type { Pool, PoolClient } from 'pg';
import { MessagingMigrations } from '../messaging-migrations';
import { queue } from './migrations/0001-queue';
import type { Migration } from './migrations/migration';

const migrations: readonly Migration[] = [queue];

export class PostgresMessagingMigrations implements MessagingMigrations {
  constructor(private readonly pool: Pool) {}

  async pending(): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ known: boolean }>(`SELECT to_regclass('messaging_migration') IS NOT NULL AS known`);
    return rows[0]!.known ? notIn(await ranNames(this.pool)).map(({ name }) => name) : migrations.map(({ name }) => name);
  }

  async run(): Promise<readonly string[]> {
    const client = await this.pool.connect();
    try {
      return await this.runOn(client);
    } finally {
      client.release();
    }
  }

  /** One transaction for all: whoever comes second waits at the lock and finds nothing to do. */
  private async runOn(client: PoolClient): Promise<readonly string[]> {
    await client.query('BEGIN');
    try {
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('messaging_migration'))`);
      await client.query(
        'CREATE TABLE IF NOT EXISTS messaging_migration (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())',
      );
      const missing = notIn(await ranNames(client));
      for (const { name, sql } of missing) {
        await client.query(sql);
        await client.query('INSERT INTO messaging_migration (name) VALUES ($1)', [name]);
      }
      await client.query('COMMIT');
      return missing.map(({ name }) => name);
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  }
}

async function ranNames(on: Pool | PoolClient): Promise<ReadonlySet<string>> {
  const { rows } = await on.query<{ name: string }>('SELECT name FROM messaging_migration');
  return new Set(rows.map(({ name }) => name));
}

function notIn(ran: ReadonlySet<string>): readonly Migration[] {
  return migrations.filter(({ name }) => !ran.has(name));
}
