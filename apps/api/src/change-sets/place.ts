import type { ChangeSet, Model, ProjectScope, Surroundings, WorkspaceScope, Write } from '@app/domain';

type Place = Pick<ChangeSet, 'workspaceId' | 'workspace' | 'projectId' | 'project'>;

/** Where a change set belongs: to what it happens in, or else to the workspace and project it makes. */
export function placeOf(scope: WorkspaceScope | ProjectScope | undefined, writes: readonly Write[]): Place {
  const workspace = made(writes, 'workspace');
  const project = made(writes, 'project');
  return {
    workspaceId: scope?.workspaceId ?? workspace?.id ?? null,
    workspace: scope?.workspace ?? workspace?.key ?? null,
    projectId: (scope && 'projectId' in scope ? scope.projectId : project?.id) ?? null,
    project: (scope && 'project' in scope ? scope.project : project?.key) ?? null,
  };
}

/** What permissions are asked in: what is held, and what the change itself makes. */
export function surroundingsOf({ held }: Pick<Model, 'held'>, writes: readonly Write[]): Surroundings {
  return { ...held, workspace: held.workspace ?? made(writes, 'workspace'), project: held.project ?? made(writes, 'project') };
}

function made(writes: readonly Write[], kind: 'workspace' | 'project'): { id: string; key: string } | undefined {
  return writes.find((write) => write.kind === kind)?.after as { id: string; key: string } | undefined;
}
