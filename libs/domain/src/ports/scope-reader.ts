import type { EnvironmentScope, ProjectScope, WorkspaceScope } from '../scope';

/** Turns the keys of a path into ids, compared exactly. Undefined: something in the path is not there. */
export abstract class ScopeReader {
  abstract workspace(workspace: string): Promise<WorkspaceScope | undefined>;
  abstract project(workspace: string, project: string): Promise<ProjectScope | undefined>;
  abstract environment(workspace: string, project: string, environment: string): Promise<EnvironmentScope | undefined>;
}
