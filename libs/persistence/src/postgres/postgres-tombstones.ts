import { Tombstones } from '@app/domain';
import type { PostgresDatabase, Query } from './postgres-database';
import { translated } from './postgres-errors';
import { inTransaction } from './postgres-transaction';

interface Purged {
  readonly environmentId: string;
  readonly purgedRevision: number;
}

export class PostgresTombstones extends Tombstones {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  /** One environment a transaction, under its lock: commits remove tombstones as well, and lock first. */
  async purge(olderThanMs: number): Promise<readonly Purged[]> {
    const old = await this.database.query<{ id: string }>(
      `SELECT DISTINCT environment_id AS id FROM tombstone WHERE ${isOld('$1')} ORDER BY environment_id`,
      [olderThanMs],
    );
    const purged: Purged[] = [];
    for (const { id } of old) purged.push(...(await this.purgeEnvironment(id, olderThanMs)));
    return purged;
  }

  private async purgeEnvironment(id: string, olderThanMs: number): Promise<Purged[]> {
    try {
      return await inTransaction(this.database, async (query: Query) => {
        await query('SELECT FROM environment WHERE id = $1 FOR NO KEY UPDATE', [id]);
        return query<Purged>(
          `WITH gone AS (DELETE FROM tombstone WHERE environment_id = $1 AND ${isOld('$2')} RETURNING revision),
           raised AS (
             UPDATE environment SET purged_revision = greatest(purged_revision, (SELECT max(revision) FROM gone))
             WHERE id = $1 AND EXISTS (SELECT FROM gone) RETURNING id, purged_revision
           )
           SELECT id AS "environmentId", purged_revision::float8 AS "purgedRevision" FROM raised`,
          [id, olderThanMs],
        );
      });
    } catch (error) {
      throw translated(error);
    }
  }
}

const isOld = ($: string) => `removed_at < clock_timestamp() - ${$} * interval '1 millisecond'`;
