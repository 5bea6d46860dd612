import type { Commit, Held, ItemRef, Write } from '@app/domain';

/** What a commit raises and announces, as it follows from what it writes. Source: architecture.md, "Committing", step 3. */
export type Consequences = Pick<Commit, 'raise' | 'leaves' | 'returns' | 'secrets'>;

export function consequencesOf(writes: readonly Write[], { environments }: Held): Consequences {
  const all = environments.map(({ id }) => id);
  const raised = new Set(writes.flatMap((write) => raisedBy(write, all)));
  const made = new Set(writes.flatMap(({ kind, before, after }) => (kind === 'environment' && !before ? [after!.id] : [])));
  const items = writes.filter((write) => write.kind === 'flag' || write.kind === 'segment');
  return {
    raise: all.filter((id) => raised.has(id) && !made.has(id)),
    leaves: items.filter(leaves).map(refOf),
    returns: items.filter(returns).map(refOf),
    ...secretsOf(writes),
  };
}

/** A definition is in every environment; all else in its own. Those that come into being get their revision by themselves. */
function raisedBy(write: Write, all: readonly string[]): readonly string[] {
  switch (write.kind) {
    case 'flag':
    case 'segment':
      return all;
    case 'targeting':
    case 'segment-targeting':
    case 'secret':
      return [(write.after ?? write.before)!.environmentId];
    case 'environment':
      return write.after ? [write.after.id] : []; // of one that goes nobody is told: it was archived before
    case 'workspace':
    case 'project':
    case 'access':
      return [];
  }
}

type ItemWrite = Extract<Write, { kind: 'flag' | 'segment' }>;

function leaves({ before, after }: ItemWrite): boolean {
  return !after || (after.archivedAt !== null && !before?.archivedAt);
}

/** Restored, or new: its key may have been another one's. */
function returns({ before, after }: ItemWrite): boolean {
  return after !== undefined && after.archivedAt === null && (!before || before.archivedAt !== null);
}

function refOf({ kind, before, after }: ItemWrite): ItemRef {
  const { id, key } = (after ?? before)!;
  return { kind, id, key };
}

function secretsOf(writes: readonly Write[]): Pick<Consequences, 'secrets'> {
  const hashes = new Map<string, string[]>();
  for (const write of writes) {
    if (write.kind !== 'secret') continue;
    const { environmentId, hash } = (write.after ?? write.before)!;
    hashes.set(environmentId, [...(hashes.get(environmentId) ?? []), hash]);
  }
  return hashes.size > 0 ? { secrets: hashes } : {};
}
