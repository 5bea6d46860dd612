import type { Committed } from '@app/domain';

/**
 * A written state as the store has it now: row version, instants and revision are the store's, by the database's clock.
 * Source: `Write` in the domain says which members those are.
 */
export function storedAs<S extends object>({ before, after }: { before?: S; after: S }, { at, raised }: Committed): S {
  const was = before as Partial<StampedState> | undefined;
  const is = after as Partial<StampedState>;
  const environmentId = is.environmentId ?? is.id;
  const revision = raised.find((one) => one.environmentId === environmentId)?.revision;
  return {
    ...after,
    rowVersion: (was?.rowVersion ?? 0) + 1,
    createdAt: was?.createdAt ?? at,
    updatedAt: at,
    ...(is.revision !== undefined && revision !== undefined && { revision }),
    ...(is.archivedAt && !was?.archivedAt && { archivedAt: at }),
  };
}

interface StampedState {
  readonly id: string;
  readonly environmentId: string;
  readonly rowVersion: number;
  readonly revision: number;
  readonly createdAt: Date;
  readonly archivedAt: Date | null;
}
