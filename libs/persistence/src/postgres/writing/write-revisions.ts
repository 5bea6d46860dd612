import type { Commit, ItemRef } from '@app/domain';
import type { Batch } from './batch';
import type { Raised } from './raise';

/** The columns of `raisedTo` below. */
const raisedColumns = '(environment_id uuid, revision bigint)';

function raisedTo({ environments }: Raised): string {
  return JSON.stringify(environments.map(({ environmentId, revision }) => ({ environment_id: environmentId, revision })));
}

/** A changed definition is a changed item in every environment raised. */
export function raiseItems({ writes }: Commit, raised: Raised, batch: Batch): void {
  const changed = (kind: 'flag' | 'segment') =>
    writes.flatMap((write) => (write.kind === kind && write.before && write.after ? [write.before.id] : []));
  const raiseIn = (table: string, column: string, ids: readonly string[]) => {
    if (ids.length === 0 || raised.environments.length === 0) return;
    batch.add(
      (
        $,
      ) => `UPDATE ${table} t SET revision = r.revision FROM json_to_recordset(${$(raisedTo(raised))}::json) AS r${raisedColumns}
              WHERE t.environment_id = r.environment_id AND t.${column} = ANY(${$(ids)}::uuid[])`,
    );
  };
  raiseIn('targeting', 'flag_id', changed('flag'));
  raiseIn('segment_targeting', 'segment_id', changed('segment'));
}

/** Takes away the tombstones of what returns. */
export function removeTombstones({ returns }: Commit, { environments }: Raised, batch: Batch): void {
  if (returns.length === 0) return;
  const of = (kind: ItemRef['kind']) => returns.filter((one) => one.kind === kind);
  batch.add(
    ($) => `DELETE FROM tombstone WHERE environment_id = ANY(${$(environments.map(({ environmentId }) => environmentId))}::uuid[])
            AND (kind = 'flag' AND key = ANY(${$(of('flag').map(({ key }) => key))}::text[])
              OR kind = 'segment' AND id = ANY(${$(of('segment').map(({ id }) => id))}::uuid[]))`,
  );
}

/** Leaves a tombstone of what leaves, unless one is there. */
export function addTombstones({ leaves }: Commit, raised: Raised, batch: Batch): void {
  if (leaves.length === 0) return;
  batch.add(
    ($) => `INSERT INTO tombstone (environment_id, kind, id, key, revision, removed_at)
            SELECT r.environment_id, i.kind::item_kind, i.id, i.key, r.revision, ${$(raised.at)}::timestamptz
            FROM json_to_recordset(${$(raisedTo(raised))}::json) AS r${raisedColumns},
              json_to_recordset(${$(JSON.stringify(leaves))}::json) AS i(kind text, id uuid, key text)
            ON CONFLICT (environment_id, kind, id) DO NOTHING`,
  );
}
