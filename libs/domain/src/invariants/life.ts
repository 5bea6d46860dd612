import { IsArchived, ProjectNeedsEnvironment } from '../errors/conflicts';
import type { StoredEnvironment } from '../hierarchy/hierarchy-state';

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

/** A project keeps an environment that is not archived. `environments`: all of the project. Source: access-model D-30. */
export function requireEnvironmentRemains(environments: readonly StoredEnvironment[], leaving: StoredEnvironment): void {
  if (leaving.archivedAt) return;
  const remains = environments.some(({ id, archivedAt }) => id !== leaving.id && archivedAt === null);
  if (!remains) throw new ProjectNeedsEnvironment(leaving.key);
}
