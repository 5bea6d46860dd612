/**
 * Beside what is written in a statement of its own: the commit does not wait for the disk. For rows that may be as they were before
 * when the server crashes. Source: PostgreSQL, "Asynchronous Commit".
 */
export const notFlushed = `SELECT set_config('synchronous_commit', 'off', true)`;
