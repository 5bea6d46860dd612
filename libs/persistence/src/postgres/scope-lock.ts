import type { Held, Lock } from '@app/domain';
import type { Query } from './postgres-database';
import { selectEnvironments, selectProjects, selectWorkspaces } from './reading/hierarchy';

/**
 * Step 1 of the commit. FOR NO KEY UPDATE: foreign keys take KEY SHARE on projects and environments, which it lets through. One statement
 * a level, for each sees what was committed while the one before it waited; the rows of one are locked in the order of their ids.
 */
const statements: {
  readonly [K in Lock['kind']]: (lock: Extract<Lock, { kind: K }>) => readonly (readonly [sql: string, id?: unknown])[];
} = {
  instance: () => [['SELECT FROM instance FOR NO KEY UPDATE']],
  workspace: ({ workspaceId }) => [[oneRow('workspace'), workspaceId]],
  'workspace-and-below': ({ workspaceId }) => [
    [oneRow('workspace'), workspaceId],
    ['SELECT FROM project WHERE workspace_id = $1 ORDER BY id FOR NO KEY UPDATE', workspaceId],
    [
      `SELECT FROM environment e WHERE project_id IN (SELECT id FROM project WHERE workspace_id = $1) ORDER BY id FOR NO KEY UPDATE OF e`,
      workspaceId,
    ],
  ],
  'project-alone': ({ projectId }) => [[oneRow('project'), projectId]],
  project: ({ projectId }) => [
    [oneRow('project'), projectId],
    ['SELECT FROM environment WHERE project_id = $1 ORDER BY id FOR NO KEY UPDATE', projectId],
  ],
  environments: ({ environmentIds }) => [
    ['SELECT FROM environment WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE', environmentIds],
  ],
};

function oneRow(table: string): string {
  return `SELECT FROM ${table} WHERE id = $1 FOR NO KEY UPDATE`;
}

export async function lockScope<L extends Lock>(query: Query, lock: L): Promise<void> {
  const of = statements[lock.kind] as (lock: L) => readonly (readonly [sql: string, id?: unknown])[];
  for (const [sql, id] of of(lock)) await query(sql, id === undefined ? [] : [id]);
}

/** What the lock holds, as it is now: read after the lock, by statements that began after it was had. */
export async function readHeld(query: Query, lock: Lock): Promise<Held> {
  switch (lock.kind) {
    case 'instance':
      return { environments: [] };
    case 'workspace':
      return { ...(await workspaceOf(query, 'w.id = $1', lock.workspaceId)), environments: [] };
    case 'workspace-and-below': {
      const below = 'WHERE e.project_id IN (SELECT id FROM project WHERE workspace_id = $1) ORDER BY e.id';
      const environments = await selectEnvironments(query, below, [lock.workspaceId]);
      return { ...(await workspaceOf(query, 'w.id = $1', lock.workspaceId)), environments };
    }
    case 'project-alone':
      return { ...(await projectAndAbove(query, lock.projectId)), environments: [] };
    case 'project': {
      const environments = await selectEnvironments(query, 'WHERE e.project_id = $1 ORDER BY e.id', [lock.projectId]);
      return { ...(await projectAndAbove(query, lock.projectId)), environments };
    }
    case 'environments': {
      const rest = 'WHERE e.project_id = $1 AND e.id = ANY($2::uuid[]) ORDER BY e.id';
      const environments = await selectEnvironments(query, rest, [lock.projectId, lock.environmentIds]);
      return { ...(await projectAndAbove(query, lock.projectId)), environments };
    }
  }
}

async function workspaceOf(query: Query, condition: string, id: string): Promise<Pick<Held, 'workspace'>> {
  const [workspace] = await selectWorkspaces(query, `WHERE ${condition}`, [id]);
  return { ...(workspace && { workspace }) };
}

async function projectAndAbove(query: Query, projectId: string): Promise<Pick<Held, 'workspace' | 'project'>> {
  const [project] = await selectProjects(query, 'WHERE p.id = $1', [projectId]);
  if (!project) return {};
  return { ...(await workspaceOf(query, 'w.id = $1', project.workspaceId)), project };
}
