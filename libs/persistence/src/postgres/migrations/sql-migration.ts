import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A migration that is its SQL. TypeORM orders migrations by the last 13 characters of their names, which have to be digits: here
 * they are the number of the file. Schemas go forward only: the way back is a backup.
 */
export function sqlMigration(number: number, what: string, sql: string): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = `${what}-${String(number).padStart(13, '0')}`;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    down(): Promise<void> {
      return Promise.reject(new Error(`${this.name} is not undone: restore a backup from before it`));
    }
  };
}
