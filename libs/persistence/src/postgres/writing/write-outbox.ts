import type { Commit, Lane } from '@app/domain';
import type { Batch } from './batch';
import type { Raised } from './raise';

/** Every commit is announced in each of these. */
const lanes: readonly Lane[] = ['delivery'];

/** One row for each environment raised, and one for the workspace when its policies changed. */
export function writeOutbox({ changeSet, secrets }: Commit, raised: Raised, batch: Batch): void {
  const environments = raised.environments.map(({ environmentId, previousRevision, revision }) => ({
    environment_id: environmentId,
    previous_revision: previousRevision,
    revision,
    secrets: secrets?.get(environmentId) ?? [],
  }));
  const rows = [...environments, ...workspaceRow(raised)].flatMap((row) => lanes.map((lane) => ({ lane, ...row })));
  if (rows.length === 0) return;
  if (changeSet.workspaceId === null) throw new Error('something is to be announced and the change set names no workspace');
  batch.add(
    ($) => `INSERT INTO outbox (lane, environment_id, workspace_id, revision, previous_revision, change_set, secrets, created_at)
            SELECT lane, environment_id, ${$(changeSet.workspaceId)}::uuid, revision, previous_revision, ${$(changeSet.id)}::uuid, secrets,
              ${$(raised.at)}::timestamptz
            FROM json_populate_recordset(NULL::outbox, ${$(JSON.stringify(rows))}::json)`,
  );
}

function workspaceRow({ policyRevision }: Raised) {
  if (policyRevision === undefined) return [];
  return [{ environment_id: null, previous_revision: policyRevision - 1, revision: policyRevision, secrets: [] }];
}
