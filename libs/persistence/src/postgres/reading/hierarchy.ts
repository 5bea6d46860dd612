import type { AccessState, ProjectState, SecretState, StoredEnvironment, WorkspaceState } from '@app/domain';
import { expiryColumn } from '../expiry';
import type { Query } from '../postgres-database';
import { namedColumns, storedColumns } from './columns';

/** Of `workspace w`. */
export const workspaceColumns = `
  w.id, ${namedColumns('w')}, w.policy_revision::float8 AS "policyRevision", ${storedColumns('w')}`;

/** Of `project p`. */
export const projectColumns = `
  p.id, p.workspace_id AS "workspaceId", ${namedColumns('p')}, p.archived_at AS "archivedAt", ${storedColumns('p')}`;

/** Of `environment e`. */
export const environmentColumns = `
  e.id, e.project_id AS "projectId", ${namedColumns('e')}, e.archived_at AS "archivedAt", e.require_comment AS "requireComment",
  e.approval_reviewers AS reviewers, e.approval_count AS approvals, e.protected, e.revision::float8 AS revision,
  e.purged_revision::float8 AS "purgedRevision", ${storedColumns('e')}`;

export interface EnvironmentRow extends Omit<StoredEnvironment, 'settings'> {
  readonly requireComment: boolean;
  readonly reviewers: readonly string[] | null;
  readonly approvals: number | null;
  readonly protected: boolean;
}

export function environmentState(row: EnvironmentRow): StoredEnvironment {
  const { requireComment, reviewers, approvals, protected: isProtected, ...rest } = row;
  const requireApproval = reviewers && approvals !== null ? { reviewers, count: approvals } : null;
  return { ...rest, settings: { requireComment, requireApproval, protected: isProtected } };
}

/** `rest`: what follows the table: `WHERE w.id = $1`. */
export function selectWorkspaces(query: Query, rest: string, parameters: readonly unknown[]): Promise<WorkspaceState[]> {
  return query<WorkspaceState>(`SELECT ${workspaceColumns} FROM workspace w ${rest}`, parameters);
}

/** `rest`: `WHERE p.id = $1`. */
export function selectProjects(query: Query, rest: string, parameters: readonly unknown[]): Promise<ProjectState[]> {
  return query<ProjectState>(`SELECT ${projectColumns} FROM project p ${rest}`, parameters);
}

/** `rest`: `WHERE e.id = $1`. */
export async function selectEnvironments(
  query: Query,
  rest: string,
  parameters: readonly unknown[],
): Promise<StoredEnvironment[]> {
  return (await query<EnvironmentRow>(`SELECT ${environmentColumns} FROM environment e ${rest}`, parameters)).map(
    environmentState,
  );
}

interface SecretRow extends Omit<SecretState, 'encrypted'> {
  readonly keyId: string;
  readonly text: string;
}

/** `rest`: `WHERE s.id = $1`. */
export async function selectSecrets(query: Query, rest: string, parameters: readonly unknown[]): Promise<SecretState[]> {
  const rows = await query<SecretRow>(
    `SELECT s.id, s.environment_id AS "environmentId", s.name, s.type, s.hash, s.encryption_key_id AS "keyId", s.encrypted_value AS text,
       ${expiryColumn('s.expires_at')} AS "expiresAt", ${storedColumns('s')}
     FROM environment_secret s ${rest}`,
    parameters,
  );
  return rows.map(({ keyId, text, ...row }) => ({ ...row, encrypted: { keyId, text } }));
}

/** `rest`: `WHERE a.id = $1`. */
export function selectAccesses(query: Query, rest: string, parameters: readonly unknown[]): Promise<AccessState[]> {
  return query<AccessState>(
    `SELECT a.id, ${namedColumns('a')}, a.kind, a.type, a.scope, a.workspace_id AS "workspaceId", a.project_id AS "projectId",
       a.environment_id AS "environmentId", a.secret_hash AS "secretHash", a.enabled, ${expiryColumn('a.expires_at')} AS "expiresAt",
       ${storedColumns('a')}
     FROM access a ${rest}`,
    parameters,
  );
}
