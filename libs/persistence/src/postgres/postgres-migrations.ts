import { MigrationExecutor } from 'typeorm';
import { PersistenceMigrations } from '../persistence-migrations';
import type { PostgresDatabase } from './postgres-database';
import { translated } from './postgres-errors';

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
}

async function named(work: () => Promise<readonly { readonly name: string }[]>): Promise<readonly string[]> {
  try {
    return (await work()).map(({ name }) => name);
  } catch (error) {
    throw translated(error);
  }
}
