import { sharedDriver } from '@app/connections';
import { DataSource, MigrationExecutor } from 'typeorm';
import { PersistenceMigrations } from '../persistence-migrations';
import { migrations } from './migrations';
import type { PostgresDatabase } from './postgres-database';
import { translated } from './postgres-errors';
import { SilentLogger } from './silent-logger';

/** Of the advisory lock: the bytes of `flaghois`, which are a bigint. */
const lockKey = '7380380986115058035';

/** TypeORM's sequence of migrations, on the pool of the process. */
export class PostgresMigrations extends PersistenceMigrations {
  private opened: Promise<DataSource> | undefined;

  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  pending(): Promise<readonly string[]> {
    return this.named((source) => new MigrationExecutor(source).getPendingMigrations());
  }

  run(): Promise<readonly string[]> {
    return this.named((source) => source.runMigrations({ transaction: 'each' }));
  }

  /** On a connection of its own: PostgreSQL lets go of the lock when that ends, however it ends. */
  async exclusively<T>(work: () => Promise<T>): Promise<T> {
    let locked = false;
    try {
      return await this.database.onOne(async (query) => {
        await query('SELECT pg_advisory_lock($1)', [lockKey]);
        locked = true;
        try {
          return await work();
        } finally {
          await query('SELECT pg_advisory_unlock($1)', [lockKey]).catch(() => {}); // broken: let go already
        }
      });
    } catch (error) {
      throw locked ? error : translated(error);
    }
  }

  private async named(work: (source: DataSource) => Promise<readonly { readonly name: string }[]>): Promise<readonly string[]> {
    try {
      return (await work(await this.dataSource())).map(({ name }) => name);
    } catch (error) {
      throw translated(error);
    }
  }

  /** Connects when it is first asked and, where that fails, again the next time. */
  private dataSource(): Promise<DataSource> {
    this.opened ??= this.open().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }

  private async open(): Promise<DataSource> {
    const pool = await this.database.connections.postgres();
    (await pool.connect()).release(); // TypeORM leaves a listener on the pool with each try that fails
    const source = new DataSource({
      type: 'postgres',
      driver: await sharedDriver(pool),
      installExtensions: false,
      migrations: [...migrations],
      migrationsTableName: 'persistence_migrations',
      poolErrorHandler: () => {}, // whoever opened the pool logs
      logger: new SilentLogger(),
    });
    return source.initialize();
  }
}
