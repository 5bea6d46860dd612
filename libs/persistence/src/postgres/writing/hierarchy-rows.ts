import type { AccessState, Named, ProjectState, SecretState, StoredEnvironment, WorkspaceState } from '@app/domain';
import { storedExpiry } from '../expiry';
import type { ResourceRows, Row } from './tables';

export function namedColumns({ key, name, description, tags }: Named): Row {
  return { key, name, description, tags };
}

export function workspaceRows(state: WorkspaceState): ResourceRows {
  return { table: 'workspace', own: { id: state.id, ...namedColumns(state) }, children: {} };
}

export function projectRows(state: ProjectState): ResourceRows {
  const own = { id: state.id, workspace_id: state.workspaceId, ...namedColumns(state), archived_at: state.archivedAt };
  return { table: 'project', own, children: {} };
}

export function environmentRows(state: StoredEnvironment): ResourceRows {
  const { requireComment, requireApproval, protected: isProtected } = state.settings;
  const own = {
    id: state.id,
    project_id: state.projectId,
    ...namedColumns(state),
    archived_at: state.archivedAt,
    require_comment: requireComment,
    approval_reviewers: requireApproval?.reviewers ?? null,
    approval_count: requireApproval?.count ?? null,
    protected: isProtected,
  };
  return { table: 'environment', own, children: {} };
}

export function secretRows(state: SecretState): ResourceRows {
  const own = {
    id: state.id,
    environment_id: state.environmentId,
    name: state.name,
    type: state.type,
    hash: state.hash,
    encryption_key_id: state.encrypted.keyId,
    encrypted_value: state.encrypted.text,
    expires_at: storedExpiry(state.expiresAt),
  };
  return { table: 'environment_secret', own, children: {} };
}

export function accessRows(state: AccessState): ResourceRows {
  const own = {
    id: state.id,
    ...namedColumns(state),
    kind: state.kind,
    type: state.type,
    scope: state.scope,
    workspace_id: state.workspaceId,
    project_id: state.projectId,
    environment_id: state.environmentId,
    secret_hash: state.secretHash,
    enabled: state.enabled,
    expires_at: storedExpiry(state.expiresAt),
  };
  return { table: 'access', own, children: {} };
}
