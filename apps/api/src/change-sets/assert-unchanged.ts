import { ChangedMeanwhile } from '@app/domain';
import type { Model } from '@app/domain';
import type { RowVersions } from '../requests/if-match';

type Shown = Readonly<{ rowVersion: number }>;

/** What a write was based on. */
export interface Base<S> {
  /** `the targeting of new-nav in production`. */
  readonly what: string;
  readonly state: S;
  readonly ifMatch: RowVersions;
  /** The resource as REST shows it. */
  readonly show: (state: S) => Shown | Promise<Shown>;
  /** Of the flag for a targeting, of the segment for a segment targeting. `environmentId`: of those two and of a secret. */
  readonly resourceId: string;
  readonly environmentId: string | null;
}

/** Throws `ChangedMeanwhile` when what is there is none of what the caller has seen. */
export async function assertUnchanged<S extends { readonly rowVersion: number }>(model: Model, base: Base<S>): Promise<void> {
  const { what, state, ifMatch, show, resourceId, environmentId } = base;
  if (!ifMatch || ifMatch.includes(state.rowVersion)) return;
  const last = await model.lastChangeOf(resourceId, environmentId);
  if (!last?.committedAt) throw new Error(`nothing says who changed ${what}`);
  throw new ChangedMeanwhile(what, {
    current: await show(state),
    changedBy: last.author,
    changedAt: last.committedAt,
    changeSet: last.id,
  });
}
