export type ItemKind = 'flag' | 'segment';

/** A flag or segment of an environment as it is kept and sent between processes. */
export interface EnvironmentItem {
  readonly kind: ItemKind;
  /** A flag's key, a segment's id. */
  readonly key: string;
  /** The environment's revision at which the item itself last changed or left, in ms. */
  readonly revision: number;
  /** A `FlagDefinition`, a `SegmentDefinition` or a `Tombstone` as compact JSON. */
  readonly json: string;
}

/** Items of an environment above some revision (all of them where that was 0), lowest first. */
export interface EnvironmentState {
  readonly environmentId: string;
  /** The environment's revision, in ms, read before the items: they may be newer, never older. */
  readonly revision: number;
  /** Removals up to this revision are forgotten: an older cursor needs everything. 0: none are. */
  readonly purgedRevision: number;
  readonly items: readonly EnvironmentItem[];
}

/** What one change brings, on top of exactly `previousRevision`. */
export interface EnvironmentChange {
  readonly environmentId: string;
  readonly previousRevision: number;
  readonly revision: number;
  readonly items: readonly EnvironmentItem[];
}
