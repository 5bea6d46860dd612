import { ScopeReader } from '@app/domain';
import type { EnvironmentScope, ProjectScope, WorkspaceScope } from '@app/domain';
import type { PostgresDatabase } from './postgres-database';
import { hasKey, keyOrNone } from './reading/lookups';
import { keepingPlans } from './keeping-plans';

const workspaceColumns = 'w.id AS "workspaceId", w.key AS workspace';
const projectColumns = `${workspaceColumns}, p.id AS "projectId", p.key AS project`;
const environmentColumns = `${projectColumns}, e.id AS "environmentId", e.key AS environment`;

export class PostgresScopeReader extends ScopeReader {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  workspace(workspace: string): Promise<WorkspaceScope | undefined> {
    return this.first<WorkspaceScope>(`SELECT ${workspaceColumns} FROM workspace w WHERE ${hasKey('w', '$1')}`, workspace);
  }

  project(workspace: string, project: string): Promise<ProjectScope | undefined> {
    return this.first<ProjectScope>(
      `SELECT ${projectColumns} FROM workspace w JOIN project p ON p.workspace_id = w.id AND ${hasKey('p', '$2')}
       WHERE ${hasKey('w', '$1')}`,
      workspace,
      project,
    );
  }

  environment(workspace: string, project: string, environment: string): Promise<EnvironmentScope | undefined> {
    return this.first<EnvironmentScope>(
      `SELECT ${environmentColumns} FROM workspace w JOIN project p ON p.workspace_id = w.id AND ${hasKey('p', '$2')}
       JOIN environment e ON e.project_id = p.id AND ${hasKey('e', '$3')}
       WHERE ${hasKey('w', '$1')}`,
      workspace,
      project,
      environment,
    );
  }

  private async first<T>(sql: string, ...keys: readonly string[]): Promise<T | undefined> {
    return (await keepingPlans(this.database.query)<T>(sql, keys.map(keyOrNone)))[0];
  }
}
