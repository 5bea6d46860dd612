import { CommentRequired } from '@app/domain';
import type { Commit, Held, StoredEnvironment, Write } from '@app/domain';

/** An environment that wants a word why gets one with every change that touches it: raises it, or removes it. */
export function requireComment(
  comment: string | undefined,
  { environments }: Held,
  { raise, writes }: Pick<Commit, 'raise' | 'writes'>,
): void {
  if (comment !== undefined) return;
  const wanting = environments.find(
    (one) => one.settings.requireComment && (raise.includes(one.id) || writes.some((write) => removes(write, one))),
  );
  if (wanting) throw new CommentRequired(wanting.key);
}

function removes({ kind, before, after }: Write, { id, projectId }: StoredEnvironment): boolean {
  if (after) return false;
  return (
    kind === 'workspace' || (kind === 'project' && before?.id === projectId) || (kind === 'environment' && before?.id === id)
  );
}
