import type { ChangedResource, Commit, Operation } from '@app/domain';
import type { Batch } from './batch';
import type { Raised } from './raise';

/** Who, from where, why, what, with the state before and after: the audit entry without which nothing is committed. */
export function writeChangeSet({ changeSet }: Commit, raised: Raised, batch: Batch): void {
  const { id, author } = changeSet;
  const columns = {
    id,
    workspace_id: changeSet.workspaceId,
    workspace: changeSet.workspace,
    project_id: changeSet.projectId,
    project: changeSet.project,
    state: 'committed',
    origin: changeSet.origin,
    author_kind: author.kind,
    author_id: author.id,
    author_key: author.key,
    author_name: author.name,
    comment: changeSet.comment,
    base_change_set: changeSet.baseChangeSet,
    created_at: raised.at,
    committed_at: raised.at,
  };
  const names = Object.keys(columns).join(', ');
  batch.add(
    ($) =>
      `INSERT INTO change_set (${names}) SELECT ${names} FROM json_populate_record(NULL::change_set, ${$(JSON.stringify(columns))}::json)`,
  );
  writeOperations(id, changeSet.operations, batch);
  writeResources(id, changeSet.resources ?? [], batch);
  writeEnvironments(id, raised, batch);
}

// Documents travel as text within the JSON of their rows: whatever stands in them, they are not read on the way.

function writeOperations(changeSet: string, operations: readonly Operation[], batch: Batch): void {
  if (operations.length === 0) return;
  const rows = operations.map((one, position) => ({
    position,
    operation: one.operation,
    arguments: JSON.stringify(one.arguments),
    inverse: one.inverse && JSON.stringify(one.inverse),
    ...one.resource,
    baseRowVersion: one.baseRowVersion,
  }));
  batch.add(
    ($) => `INSERT INTO change_set_operation (change_set, position, operation, arguments, inverse, resource_kind, resource_id,
              resource_key, environment_id, environment, base_row_version)
            SELECT ${$(changeSet)}::uuid, position, operation, arguments::json, inverse::json, kind::resource_kind, id, key,
              "environmentId", environment, "baseRowVersion"
            FROM json_to_recordset(${$(JSON.stringify(rows))}::json) AS r(position integer, operation text, arguments text, inverse text,
              kind text, id uuid, key text, "environmentId" uuid, environment text, "baseRowVersion" integer)`,
  );
}

function writeResources(changeSet: string, resources: readonly ChangedResource[], batch: Batch): void {
  if (resources.length === 0) return;
  const rows = resources.map(({ resource, before, after }, position) => ({
    position,
    ...resource,
    before: before && JSON.stringify(before),
    after: after && JSON.stringify(after),
  }));
  batch.add(
    (
      $,
    ) => `INSERT INTO change_set_resource (change_set, position, resource_kind, resource_id, resource_key, environment_id, environment,
              before, after)
            SELECT ${$(changeSet)}::uuid, position, kind::resource_kind, id, key, "environmentId", environment, before::json, after::json
            FROM json_to_recordset(${$(JSON.stringify(rows))}::json) AS r(position integer, kind text, id uuid, key text,
              "environmentId" uuid, environment text, before text, after text)`,
  );
}

function writeEnvironments(changeSet: string, { environments }: Raised, batch: Batch): void {
  if (environments.length === 0) return;
  batch.add(
    ($) => `INSERT INTO change_set_environment (change_set, environment_id, environment, previous_revision, revision)
            SELECT ${$(changeSet)}::uuid, "environmentId", environment, "previousRevision", revision
            FROM json_to_recordset(${$(JSON.stringify(environments))}::json) AS r("environmentId" uuid, environment text,
              "previousRevision" bigint, revision bigint)`,
  );
}
