import type { PostgresDatabase, Query } from './postgres-database';

/** Source: architecture.md, "Committing". */
const lockTimeoutMs = 5_000;

/** One transaction on one connection: commits what `work` did, or rolls it back when `work` rejects. Errors as PostgreSQL said them. */
export function inTransaction<T>(database: PostgresDatabase, work: (query: Query) => Promise<T>): Promise<T> {
  return between(database, `START TRANSACTION; SET LOCAL lock_timeout = ${lockTimeoutMs}`, work);
}

/** For a large read: compiling its plan (JIT) would take longer than running it. */
export function inReading<T>(database: PostgresDatabase, work: (query: Query) => Promise<T>): Promise<T> {
  return between(database, 'START TRANSACTION READ ONLY; SET LOCAL jit = off', work);
}

async function between<T>(database: PostgresDatabase, begin: string, work: (query: Query) => Promise<T>): Promise<T> {
  const runner = await database.runner();
  const query: Query = <Row>(sql: string, parameters: readonly unknown[] = []) =>
    runner.query(sql, [...parameters]) as Promise<Row[]>;
  try {
    await runner.query(begin);
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
