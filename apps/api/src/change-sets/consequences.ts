import type { Commit, Held, ItemRef, SecretState, StoredEnvironment, Write } from '@app/domain';

/** What a commit raises and announces, as it follows from what it writes. Source: architecture.md, "Committing", step 3. */
export type Consequences = Pick<Commit, 'raise' | 'leaves' | 'returns' | 'secrets'>;

/** `secrets`: those of the environments that the change opens or closes. */
export function consequencesOf(
  writes: readonly Write[],
  { environments }: Held,
  secrets: readonly SecretState[] = [],
): Consequences {
  const raised = new Set(writes.flatMap((write) => raisedBy(write, environments)));
  const made = new Set(writes.flatMap(({ kind, before, after }) => (kind === 'environment' && !before ? [after!.id] : [])));
  const items = writes.filter((write) => write.kind === 'flag' || write.kind === 'segment');
  return {
    raise: environments.map(({ id }) => id).filter((id) => raised.has(id) && !made.has(id)),
    leaves: items.filter(leaves).map(refOf),
    returns: items.filter(returns).map(refOf),
    ...secretsOf(writes, secrets),
  };
}

/** Environments that their secrets begin or cease to open: all of their hashes are to be looked up anew. */
export function openedOrClosedBy(writes: readonly Write[], { environments }: Held): readonly string[] {
  return writes.flatMap((write) => {
    const { kind, before, after } = write;
    if (kind === 'environment') return changesLife(write) ? [before!.id] : [];
    if (kind === 'project' && changesLife(write)) return idsOf(environments, before!.id);
    return kind === 'workspace' && !after ? openOf(environments) : [];
  });
}

/** A definition is in every environment; all else in its own. Those that come into being get their revision by themselves. */
function raisedBy(write: Write, environments: readonly StoredEnvironment[]): readonly string[] {
  switch (write.kind) {
    case 'flag':
    case 'segment':
      return environments.map(({ id }) => id);
    case 'targeting':
    case 'segment-targeting':
    case 'secret':
      return [(write.after ?? write.before)!.environmentId];
    case 'environment':
      return write.after ? [write.after.id] : []; // of one that goes nobody is told: it was archived before
    case 'project':
      return changesLife(write) ? idsOf(environments, write.before!.id) : [];
    case 'workspace':
      return write.after ? [] : openOf(environments);
    case 'access':
      return [];
  }
}

/** Archived or restored. */
function changesLife({ before, after }: { before?: { archivedAt: Date | null }; after?: { archivedAt: Date | null } }): boolean {
  return before !== undefined && after !== undefined && (before.archivedAt === null) !== (after.archivedAt === null);
}

function idsOf(environments: readonly StoredEnvironment[], projectId: string): readonly string[] {
  return environments.filter((one) => one.projectId === projectId).map(({ id }) => id);
}

function openOf(environments: readonly StoredEnvironment[]): readonly string[] {
  return environments.filter(({ archivedAt }) => archivedAt === null).map(({ id }) => id);
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

function secretsOf(writes: readonly Write[], others: readonly SecretState[]): Pick<Consequences, 'secrets'> {
  const written = writes.flatMap((write) => (write.kind === 'secret' ? [(write.after ?? write.before)!] : []));
  const hashes = new Map<string, string[]>();
  for (const { environmentId, hash } of [...written, ...others]) {
    hashes.set(environmentId, [...(hashes.get(environmentId) ?? []), hash]);
  }
  return hashes.size > 0 ? { secrets: hashes } : {};
}
