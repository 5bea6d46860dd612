import type { PostgresDatabase, Query } from './postgres-database';

/** Source: architecture.md, "Committing". */
const lockTimeoutMs = 5_000;

/** One transaction on one connection: commits what `work` did, or rolls it back when `work` rejects. Errors as PostgreSQL said them. */
export async function inTransaction<T>(database: PostgresDatabase, work: (query: Query) => Promise<T>): Promise<T> {
  const runner = await database.runner();
  const query: Query = <Row>(sql: string, parameters: readonly unknown[] = []) =>
    runner.query(sql, [...parameters]) as Promise<Row[]>;
  try {
    await runner.query(`START TRANSACTION; SET LOCAL lock_timeout = ${lockTimeoutMs}`);
    const result = await work(query);
    await runner.query('COMMIT');
    return result;
  } catch (error) {
    await runner.query('ROLLBACK').catch(() => {}); // fails on a broken connection only, and the pool drops those
    throw error;
  } finally {
    await runner.release();
  }
}
