/** The ids behind the keys of a path, and the keys as they are. */
export interface WorkspaceScope {
  readonly workspaceId: string;
  readonly workspace: string;
}
export interface ProjectScope extends WorkspaceScope {
  readonly projectId: string;
  readonly project: string;
}
export interface EnvironmentScope extends ProjectScope {
  readonly environmentId: string;
  readonly environment: string;
}

/**
 * What a commit locks before it reads, always in this order: instance, workspace, project, then environments by ascending id.
 * `environments`: those alone (targeting, a segment's environment side, secrets, own fields of an environment).
 * `project`: the project and every environment of it (definitions; creating, archiving, deleting environments or the project).
 * `project-alone`: its own name, description and tags. `workspace`: creating a project, own fields, members, policies, accesses.
 * `workspace-and-below`: deleting it. `instance`: creating a workspace, root accesses.
 */
export type Lock =
  | { readonly kind: 'environments'; readonly projectId: string; readonly environmentIds: readonly string[] }
  | { readonly kind: 'project'; readonly projectId: string }
  | { readonly kind: 'project-alone'; readonly projectId: string }
  | { readonly kind: 'workspace'; readonly workspaceId: string }
  | { readonly kind: 'workspace-and-below'; readonly workspaceId: string }
  | { readonly kind: 'instance' };
