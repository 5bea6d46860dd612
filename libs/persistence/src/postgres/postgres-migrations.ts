import { MigrationExecutor } from 'typeorm';
import { PersistenceMigrations } from '../persistence-migrations';
import type { PostgresDatabase } from './postgres-database';
import { translated } from './postgres-errors';

/** Of the advisory lock: the bytes of `flaghois`, which are a bigint. */
const lockKey = '7380380986115058035';

export class PostgresMigrations extends PersistenceMigrations {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  async pending(): Promise<readonly string[]> {
    const source = await this.database.dataSource();
    return named(() => new MigrationExecutor(source).getPendingMigrations());
  }

  async run(): Promise<readonly string[]> {
    const source = await this.database.dataSource();
    return named(() => source.runMigrations({ transaction: 'each' }));
  }

  /** On a connection of its own: PostgreSQL lets go of the lock when that ends, however it ends. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    const runner = await this.database.runner();
    try {
      await runner.query('SELECT pg_advisory_lock($1)', [lockKey]).catch((error: unknown) => {
        throw translated(error);
      });
      return await work();
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [lockKey]).catch(() => {}); // broken: let go already
      await runner.release();
    }
  }
}

async function named(work: () => Promise<readonly { readonly name: string }[]>): Promise<readonly string[]> {
  try {
    return (await work()).map(({ name }) => name);
  } catch (error) {
    throw translated(error);
  }
}
