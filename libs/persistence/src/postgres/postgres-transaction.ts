import type { PostgresDatabase, Query } from './postgres-database';

/** Source: architecture.md, "Committing". */
const lockTimeoutMs = 5_000;

/** One transaction on one connection: commits what `work` did, or rolls it back when `work` rejects. Errors as PostgreSQL said them. */
export function inTransaction<T>(database: PostgresDatabase, work: (query: Query) => Promise<T>): Promise<T> {
  return between(database, `START TRANSACTION; SET LOCAL lock_timeout = ${lockTimeoutMs}`, work);
}

/**
 * For a large read that is asked often: compiling its plan (JIT) would take longer than running it, and so would planning it for
 * each value anew, as it reads by the same index whatever the values are.
 */
export function inReading<T>(database: PostgresDatabase, work: (query: Query) => Promise<T>): Promise<T> {
  const begin = 'START TRANSACTION READ ONLY; SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_generic_plan';
  return between(database, begin, work);
}

function between<T>(database: PostgresDatabase, begin: string, work: (query: Query) => Promise<T>): Promise<T> {
  return database.onOne(async (query) => {
    try {
      await query(begin);
      const result = await work(query);
      await query('COMMIT');
      return result;
    } catch (error) {
      await query('ROLLBACK').catch(() => {}); // fails on a broken connection only
      throw error;
    }
  });
}
