import type { Held, Lock, ProjectState, WorkspaceState } from '@app/domain';
import type { Query } from './postgres-database';
import { asJson, asJsonList, withDates } from './reading/as-json';
import { environmentColumns, environmentState, projectColumns, workspaceColumns } from './reading/hierarchy';
import type { EnvironmentRow } from './reading/hierarchy';
import { keepingPlans } from './keeping-plans';

/**
 * Step 1 of the commit. FOR NO KEY UPDATE: foreign keys take KEY SHARE on projects and environments, which it lets through. One statement
 * a level, for each sees what was committed while the one before it waited; the rows of one are locked in the order of their ids.
 */
const locks: Record<Lock['kind'], readonly string[]> = {
  instance: ['SELECT FROM instance FOR NO KEY UPDATE'],
  workspace: ['SELECT FROM workspace WHERE id = $1 FOR NO KEY UPDATE'],
  'workspace-and-below': [
    'SELECT FROM workspace WHERE id = $1 FOR NO KEY UPDATE',
    'SELECT FROM project WHERE workspace_id = $1 ORDER BY id FOR NO KEY UPDATE',
    `SELECT FROM environment WHERE project_id IN (SELECT id FROM project WHERE workspace_id = $1)
     ORDER BY id FOR NO KEY UPDATE OF environment`,
  ],
  'project-alone': ['SELECT FROM project WHERE id = $1 FOR NO KEY UPDATE'],
  project: [
    'SELECT FROM project WHERE id = $1 FOR NO KEY UPDATE',
    'SELECT FROM environment WHERE project_id = $1 ORDER BY id FOR NO KEY UPDATE',
  ],
  environments: ['SELECT FROM environment WHERE project_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE'],
};

export async function lockScope(query: Query, lock: Lock): Promise<void> {
  for (const sql of locks[lock.kind]) await keepingPlans(query)(sql, namedBy(lock));
}

interface HeldRow {
  readonly workspace: WorkspaceState | null;
  readonly project: ProjectState | null;
  readonly environments: readonly EnvironmentRow[] | null;
}

const workspaceOf = (id: string) => asJson(workspaceColumns, `FROM workspace w WHERE w.id = ${id}`);
const projectOf = (id: string) => asJson(projectColumns, `FROM project p WHERE p.id = ${id}`);
const environmentsOf = (condition: string) =>
  asJsonList(`SELECT ${environmentColumns} FROM environment e WHERE ${condition} ORDER BY e.id`);
const nothing = 'NULL::json';
const aboveProject = '(SELECT workspace_id FROM project WHERE id = $1)';

/** Workspace, project, environments; `$1` is the id that the lock names. */
const parts: Record<Lock['kind'], readonly [workspace: string, project: string, environments: string]> = {
  instance: [nothing, nothing, nothing],
  workspace: [workspaceOf('$1'), nothing, nothing],
  'workspace-and-below': [
    workspaceOf('$1'),
    nothing,
    environmentsOf('e.project_id IN (SELECT id FROM project WHERE workspace_id = $1)'),
  ],
  'project-alone': [workspaceOf(aboveProject), projectOf('$1'), nothing],
  project: [workspaceOf(aboveProject), projectOf('$1'), environmentsOf('e.project_id = $1')],
  environments: [workspaceOf(aboveProject), projectOf('$1'), environmentsOf('e.project_id = $1 AND e.id = ANY($2::uuid[])')],
};

/** What the lock holds, as it is now: read by a statement that began after the lock was had. */
export async function readHeld(query: Query, lock: Lock): Promise<Held> {
  const [workspace, project, environments] = parts[lock.kind];
  const sql = `SELECT ${workspace} AS workspace, ${project} AS project, ${environments} AS environments`;
  const row = (await keepingPlans(query)<HeldRow>(sql, namedBy(lock)))[0]!;
  return {
    ...(row.workspace && { workspace: withDates(row.workspace) }),
    ...(row.project && { project: withDates(row.project) }),
    environments: (row.environments ?? []).map((one) => environmentState(withDates(one))),
  };
}

function namedBy(lock: Lock): readonly unknown[] {
  switch (lock.kind) {
    case 'instance':
      return [];
    case 'workspace':
    case 'workspace-and-below':
      return [lock.workspaceId];
    case 'project':
    case 'project-alone':
      return [lock.projectId];
    case 'environments':
      return [lock.projectId, lock.environmentIds];
  }
}
