import { IsArchived, LastRoot, ProjectNeedsEnvironment } from '../errors/conflicts';
import type { AccessState, StoredEnvironment } from '../hierarchy/hierarchy-state';
import type { Model } from '../ports/model-store';

interface Archivable {
  readonly key: string;
  readonly archivedAt: Date | null;
}

/** What a write touches, and what is above it. */
export interface Touched {
  readonly project?: Archivable;
  readonly environment?: Archivable;
  readonly flag?: Archivable;
  readonly segment?: Archivable;
}

/** Of what is archived, or below something archived, only restoring and deleting are open. Source: management-api 1.3. */
export function requireOpen(touched: Touched): void {
  for (const [kind, thing] of Object.entries(touched) as [string, Archivable | undefined][]) {
    if (thing?.archivedAt) throw new IsArchived(`the ${kind} ${thing.key}`);
  }
}

/** A project keeps an environment that is not archived. `environments`: all of the project, as the change leaves them. Source: access-model D-30. */
export function requireEnvironmentRemains(environments: readonly StoredEnvironment[], leaving: StoredEnvironment): void {
  if (leaving.archivedAt) return;
  const remains = environments.some(({ id, archivedAt }) => id !== leaving.id && archivedAt === null);
  if (!remains) throw new ProjectNeedsEnvironment(leaving.key);
}

/** One access before and after a change; undefined: it is not there. */
type AccessChange = { readonly before?: AccessState; readonly after?: AccessState };

/**
 * An enabled root access without expiry stays: deleting, disabling, demoting or giving an expiry to the last one is refused. One with an
 * expiry does not count, so time alone cannot break the rule. `changes`: all of the change set. Source: access-model D-47.
 */
export async function requireRootRemains(model: Pick<Model, 'hasRootAccess'>, changes: readonly AccessChange[]): Promise<void> {
  const lost = changes.flatMap(({ before, after }) => (isLastingRoot(before) && !isLastingRoot(after) ? [before] : []));
  if (lost.length === 0 || changes.some(({ after }) => isLastingRoot(after))) return;
  if (!(await model.hasRootAccess(lost.map(({ id }) => id)))) throw new LastRoot(lost[0]!.key);
}

function isLastingRoot(access: AccessState | undefined): access is AccessState {
  return access !== undefined && access.type === 'root' && access.enabled && access.expiresAt === null;
}
