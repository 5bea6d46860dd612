import { Leases } from '@app/domain';
import { notFlushed } from './not-flushed';
import type { PostgresDatabase } from './postgres-database';

/** Compare-and-set in one statement, by the database's clock: replicas need not agree on the time. Lost in a crash is free again. */
export class PostgresLeases extends Leases {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  async take(name: string, owner: string, forMs: number): Promise<boolean> {
    const had = await this.database.query(
      `INSERT INTO lease AS l (name, owner, until)
       SELECT $1, $2, clock_timestamp() + $3 * interval '1 millisecond' FROM (${notFlushed}) AS unhurried
       ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
       WHERE l.owner = excluded.owner OR l.until <= clock_timestamp()
       RETURNING name`,
      [name, owner, forMs],
    );
    return had.length > 0;
  }

  async release(name: string, owner: string): Promise<void> {
    await this.database.query(`DELETE FROM lease USING (${notFlushed}) AS unhurried WHERE name = $1 AND owner = $2`, [
      name,
      owner,
    ]);
  }
}
