import { Outbox } from '@app/domain';
import type { Lane, OutboxRow } from '@app/domain';
import { notFlushed } from './not-flushed';
import type { PostgresDatabase } from './postgres-database';

interface Of {
  readonly environmentId: string | null;
  readonly workspaceId: string;
}

export class PostgresOutbox extends Outbox {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  waiting(lane: Lane, olderThanMs: number): Promise<Of[]> {
    return this.database.query<Of>(
      `SELECT DISTINCT environment_id AS "environmentId", workspace_id AS "workspaceId" FROM outbox
       WHERE lane = $1 AND created_at <= clock_timestamp() - $2 * interval '1 millisecond'`,
      [lane, olderThanMs],
    );
  }

  rows(lane: Lane, of: Of): Promise<OutboxRow[]> {
    return this.database.query<OutboxRow>(
      `SELECT lane, environment_id AS "environmentId", workspace_id AS "workspaceId", revision::float8 AS revision,
         previous_revision::float8 AS "previousRevision", change_set AS "changeSet", secrets, created_at AS "createdAt"
       FROM outbox WHERE ${ownRows(of)} ORDER BY outbox.revision, id`,
      [lane, idOf(of)],
    );
  }

  /** Lost in a crash, the rows are announced once more. */
  async done(lane: Lane, of: Of, revision: number): Promise<void> {
    await this.database.query(`DELETE FROM outbox USING (${notFlushed}) AS unhurried WHERE ${ownRows(of)} AND revision <= $3`, [
      lane,
      idOf(of),
      revision,
    ]);
  }
}

function ownRows({ environmentId }: Of): string {
  return environmentId === null
    ? 'lane = $1 AND workspace_id = $2 AND environment_id IS NULL'
    : 'lane = $1 AND environment_id = $2';
}

function idOf({ environmentId, workspaceId }: Of): string {
  return environmentId ?? workspaceId;
}
