import { sharedDriver } from '@app/connections';
import type { Connections } from '@app/connections';
import { DataSource } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { translated } from './postgres-errors';
import { SilentLogger } from './silent-logger';

/** Runs one statement. Every value travels as a parameter. */
export type Query = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<Row[]>;

/** TypeORM on the pool of the process. Connects when it is first asked and, where that fails, again the next time. */
export class PostgresDatabase {
  private opened: Promise<DataSource> | undefined;

  constructor(
    private readonly connections: Connections,
    private readonly migrations: readonly (new () => MigrationInterface)[] = [],
  ) {}

  /** Throws `Unavailable` while the server is away. */
  dataSource(): Promise<DataSource> {
    this.opened ??= this.open().catch((error: unknown) => {
      this.opened = undefined;
      throw translated(error);
    });
    return this.opened;
  }

  /** One statement, committed by itself. */
  readonly query: Query = async <Row>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
    const source = await this.dataSource();
    try {
      return await source.query<Row[]>(sql, [...parameters]);
    } catch (error) {
      throw translated(error);
    }
  };

  /** A connection of one's own; whoever takes it releases it. */
  async runner(): Promise<QueryRunner> {
    return (await this.dataSource()).createQueryRunner();
  }

  private async open(): Promise<DataSource> {
    const pool = await this.connections.postgres();
    (await pool.connect()).release(); // TypeORM leaves a listener on the pool with each try that fails
    const source = new DataSource({
      type: 'postgres',
      driver: await sharedDriver(pool),
      installExtensions: false,
      migrations: [...this.migrations],
      migrationsTableName: 'persistence_migrations',
      poolErrorHandler: () => {}, // whoever opened the pool logs
      logger: new SilentLogger(),
    });
    return source.initialize();
  }
}
