import type { ChangedResource, ChangeSet, Operation, Principal, RaisedEnvironment } from '@app/domain';
import type { Query } from '../postgres-database';

interface ChangeSetRow extends Omit<ChangeSet, 'author' | 'environments' | 'operations' | 'resources'> {
  readonly author: Principal;
  readonly environments: readonly RaisedEnvironment[] | null;
  readonly operations: readonly Operation[] | null;
  /** Left out of lists; null: none. */
  readonly resources?: readonly ChangedResource[] | null;
}

/** Of `change_set c`. */
export const authorColumn = `json_build_object('kind', c.author_kind, 'id', c.author_id, 'key', c.author_key, 'name', c.author_name)`;

const resourceOf = (t: string) =>
  `json_build_object('id', ${t}.resource_id, 'kind', ${t}.resource_kind, 'key', ${t}.resource_key,
    'environmentId', ${t}.environment_id, 'environment', ${t}.environment)`;

const columns = `
  c.id, c.workspace_id AS "workspaceId", c.workspace, c.project_id AS "projectId", c.project, c.state, c.origin,
  ${authorColumn} AS author, c.comment, c.base_change_set AS "baseChangeSet", c.created_at AS "createdAt",
  c.committed_at AS "committedAt",
  (SELECT json_agg(json_build_object('environmentId', n.environment_id, 'environment', n.environment,
      'previousRevision', n.previous_revision, 'revision', n.revision) ORDER BY n.environment COLLATE "C", n.environment_id)
    FROM change_set_environment n WHERE n.change_set = c.id) AS environments,
  (SELECT json_agg(json_build_object('operation', o.operation, 'arguments', o.arguments, 'inverse', o.inverse,
      'resource', ${resourceOf('o')}, 'baseRowVersion', o.base_row_version) ORDER BY o.position)
    FROM change_set_operation o WHERE o.change_set = c.id) AS operations`;

const resources = `
  (SELECT json_agg(json_build_object('resource', ${resourceOf('r')}, 'before', r.before, 'after', r.after) ORDER BY r.position)
    FROM change_set_resource r WHERE r.change_set = c.id) AS resources`;

/** `rest`: what follows `FROM change_set c`. `whole`: with the documents before and after. */
export async function selectChangeSets(
  query: Query,
  rest: string,
  parameters: readonly unknown[],
  whole: boolean,
): Promise<ChangeSet[]> {
  const sql = `SELECT ${columns}${whole ? `, ${resources}` : ''} FROM change_set c ${rest}`;
  const rows = await query<ChangeSetRow>(sql, parameters);
  return rows.map(({ resources: changed, ...row }) => ({
    ...row,
    environments: row.environments ?? [],
    operations: row.operations ?? [],
    ...(whole && { resources: changed ?? [] }),
  }));
}

type LastChange = Pick<ChangeSet, 'id' | 'author' | 'committedAt'>;

/** By the database's clock, which the scope's lock makes rise: ids are made by processes, whose clocks may differ. */
export async function lastChangeOf(
  query: Query,
  resourceId: string,
  environmentId: string | null,
): Promise<LastChange | undefined> {
  const [last] = await query<LastChange>(
    `SELECT c.id, ${authorColumn} AS author, c.committed_at AS "committedAt"
     FROM change_set_resource r JOIN change_set c ON c.id = r.change_set
     WHERE r.resource_id = $1 AND ${environmentId === null ? 'r.environment_id IS NULL' : 'r.environment_id = $2'} AND c.state = 'committed'
     ORDER BY c.committed_at DESC, c.id DESC LIMIT 1`,
    environmentId === null ? [resourceId] : [resourceId, environmentId],
  );
  return last;
}
