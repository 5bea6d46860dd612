import type { EnvironmentScope, Lock, ProjectScope, WorkspaceScope } from '@app/domain';

/** What a change locks, by where it happens. Source: architecture.md, "Committing", step 1. */
export const theEnvironment = ({ projectId, environmentId }: EnvironmentScope): Lock => ({
  kind: 'environments',
  projectId,
  environmentIds: [environmentId],
});

/** With every environment of it: definitions, and environments that come or go. */
export const theProject = ({ projectId }: ProjectScope): Lock => ({ kind: 'project', projectId });

/** Without its environments: its own name, description and tags. */
export const theProjectAlone = ({ projectId }: ProjectScope): Lock => ({ kind: 'project-alone', projectId });

export const theWorkspace = ({ workspaceId }: WorkspaceScope): Lock => ({ kind: 'workspace', workspaceId });

/** With every project and environment of it: deleting it. */
export const theWorkspaceAndBelow = ({ workspaceId }: WorkspaceScope): Lock => ({ kind: 'workspace-and-below', workspaceId });

export const theInstance: Lock = { kind: 'instance' };
