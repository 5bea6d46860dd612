import type { AccessState, SecretState, StoredEnvironment } from '../hierarchy/hierarchy-state';
import { same } from '../same';
import { lifeEdits, metaEdits } from './meta-edits';
import { set, step, undoable } from './operations';
import type { Edit } from './operations';

export function environmentEdits(before: StoredEnvironment, after: StoredEnvironment): readonly Edit[] {
  const settings = same(before.settings, after.settings)
    ? []
    : [set('SetEnvironmentSettings', { settings: after.settings }, { settings: before.settings })];
  return [...metaEdits('Environment', before, after), ...settings, ...lifeEdits('Environment', before, after)];
}

export function secretEdits(before: SecretState, after: SecretState): readonly Edit[] {
  const edits: Edit[] = [];
  if (before.name !== after.name) edits.push(set('RenameSecret', { name: after.name }, { name: before.name }));
  if (before.expiresAt !== after.expiresAt) {
    edits.push(set('SetSecretExpiry', { expiresAt: after.expiresAt }, { expiresAt: before.expiresAt }));
  }
  return edits;
}

export function accessEdits(before: AccessState, after: AccessState): readonly Edit[] {
  const edits: Edit[] = [...metaEdits('Access', before, after)];
  const [were, are] = [permissionsOf(before), permissionsOf(after)];
  if (!same(were, are)) edits.push(set('SetAccessPermissions', are, were));
  if (before.expiresAt !== after.expiresAt) {
    edits.push(set('SetAccessExpiry', { expiresAt: after.expiresAt }, { expiresAt: before.expiresAt }));
  }
  if (before.enabled !== after.enabled) {
    const [enable, disable] = [step('EnableAccess', {}), step('DisableAccess', {})];
    edits.push(after.enabled ? undoable(enable, disable) : undoable(disable, enable));
  }
  if (before.secretHash !== after.secretHash) edits.push(undoable(step('RotateAccessSecret', {}), null));
  return edits;
}

function permissionsOf({ type, scope, workspaceId, projectId, environmentId }: AccessState) {
  return { type, scope, workspaceId, projectId, environmentId };
}
