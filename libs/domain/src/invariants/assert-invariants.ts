import { gather } from '../errors/refuse';
import type { StoredEnvironment } from '../hierarchy/hierarchy-state';
import type { Held, Model, Write } from '../ports/model-store';
import { requireKeyFree } from './keys';
import { requireEnvironmentRemains, requireRootRemains } from './life';
import { requireFlagNotRequired, requireSegmentUnused, requireVariationsUnused } from './uses';

/** What the rules read, bound to the open transaction: after the scope lock nothing of it can change before the commit. */
export type InvariantsReader = Pick<
  Model,
  'held' | 'hasRootAccess' | 'keyTaken' | 'variationUses' | 'segmentUses' | 'prerequisiteUses'
>;

type Check = () => Promise<void>;

/** Every rule that looks at other rows than the one written, over everything that is written; throws one refusal for all. Source: access-model D-53. */
export async function assertInvariants(model: InvariantsReader, writes: readonly Write[]): Promise<void> {
  const accesses = writes.filter((write) => write.kind === 'access');
  await gather(...writes.flatMap((write) => checksOf(model, write, writes)), () => requireRootRemains(model, accesses));
}

function checksOf(model: InvariantsReader, write: Write, among: readonly Write[]): readonly Check[] {
  return write.before === undefined ? [() => requireNewKeyFree(model, write)] : useChecks(model, write, among);
}

async function requireNewKeyFree(model: InvariantsReader, { kind, after }: Write): Promise<void> {
  switch (kind) {
    case 'workspace':
      return requireKeyFree(model, kind, null, after?.key);
    case 'project':
      return requireKeyFree(model, kind, after!.workspaceId, after!.key);
    case 'environment':
    case 'flag':
    case 'segment':
      return requireKeyFree(model, kind, after!.projectId, after!.key);
  }
}

function useChecks(model: InvariantsReader, write: Write, among: readonly Write[]): readonly Check[] {
  switch (write.kind) {
    case 'environment': {
      const before = write.before!;
      return leaves(write) ? [async () => requireEnvironmentRemains(environmentsAfter(model.held, among), before)] : [];
    }
    case 'segment': {
      const before = write.before!;
      return leaves(write) ? [() => requireSegmentUnused(model, before)] : [];
    }
    case 'flag': {
      const { before, after } = write;
      if (!after) return [() => requireFlagNotRequired(model, before!)];
      const removed = before!.variations.filter(({ id }) => !after.variations.some((one) => one.id === id));
      return [() => requireVariationsUnused(model, removed)];
    }
    default:
      return [];
  }
}

/** What is held, as the writes leave it. */
function environmentsAfter({ environments }: Held, writes: readonly Write[]): readonly StoredEnvironment[] {
  const after = new Map(environments.map((one) => [one.id, one]));
  for (const write of writes) {
    if (write.kind !== 'environment') continue;
    if (write.after) after.set(write.after.id, write.after);
    else after.delete(write.before!.id);
  }
  return [...after.values()];
}

/** Deleted, or archived by this write. */
function leaves({
  before,
  after,
}: {
  readonly before?: { archivedAt: Date | null };
  readonly after?: { archivedAt: Date | null };
}): boolean {
  return !after || (before!.archivedAt === null && after.archivedAt !== null);
}
