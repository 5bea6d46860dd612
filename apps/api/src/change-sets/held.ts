import { ParentNotFound } from '@app/domain';
import type { Held, Lock } from '@app/domain';

/** What the lock names may be gone by the time it is had. */
export function requireHeld(lock: Lock, { workspace, project, environments }: Held): void {
  const gone =
    (lock.kind === 'environments' && environments.length < lock.environmentIds.length) ||
    ('projectId' in lock && !project) ||
    ('workspaceId' in lock && !workspace);
  if (gone) throw new ParentNotFound('something above it in the path');
}
