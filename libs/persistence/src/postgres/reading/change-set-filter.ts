import type { ChangeSetFilter } from '@app/domain';

/** What `AND`s together for `change_set c`, and its parameters. */
export function changeSetConditions(filter: ChangeSetFilter): { readonly where: string; readonly parameters: unknown[] } {
  const parameters: unknown[] = [];
  const $ = (value: unknown) => `$${parameters.push(typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value)}`;
  const { workspaceId, projectId, environment, flag, segment, operation, by, origin, from, to, search } = filter;
  const conditions = [
    `c.workspace_id = ${$(workspaceId)}`,
    projectId !== undefined && `c.project_id = ${$(projectId)}`,
    environment !== undefined && inEnvironment($(environment)),
    flag !== undefined && hasOperation(`o.resource_kind IN ('flag', 'targeting') AND o.resource_key = ${$(flag)}`),
    segment !== undefined &&
      hasOperation(`o.resource_kind IN ('segment', 'segment-targeting') AND o.resource_key = ${$(segment)}`),
    operation !== undefined && hasOperation(`o.operation = ${$(operation)}`),
    by !== undefined && byAuthor($(by)),
    origin !== undefined && `c.origin = ${$(origin)}::change_set_origin`,
    from !== undefined && `c.created_at >= ${$(from)}`,
    to !== undefined && `c.created_at <= ${$(to)}`,
    search !== undefined && `position(lower(${$(search)}::text) IN lower(c.comment)) > 0`,
  ];
  return { where: `WHERE ${conditions.filter((one) => one !== false).join(' AND ')}`, parameters };
}

function hasOperation(condition: string): string {
  return `EXISTS (SELECT FROM change_set_operation o WHERE o.change_set = c.id AND ${condition})`;
}

function byAuthor($: string): string {
  return `${$}::text IN (c.author_id::text, c.author_key, c.author_name)`;
}

/** Raised by it, or what it is about: deleting an environment raises none. */
function inEnvironment($: string): string {
  return `(EXISTS (SELECT FROM change_set_environment n WHERE n.change_set = c.id AND n.environment = ${$})
    OR ${hasOperation(`(o.environment = ${$} OR o.resource_kind = 'environment' AND o.resource_key = ${$})`)})`;
}
