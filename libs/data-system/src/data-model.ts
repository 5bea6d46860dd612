import type { FlagDefinition, ItemKind, SegmentDefinition, Tombstone } from '@app/evaluation';

export type Flag = FlagDefinition;
export type Segment = SegmentDefinition;

/** What an item of each kind is. */
export interface Items {
  readonly flag: Flag;
  readonly segment: Segment;
}

/** A versioned slot, immutable once handed over. No `item`: a tombstone, known to be gone as of `version`. */
export interface ItemDescriptor<T> {
  /** The item revision in ms. Where there is an item, its own `version`. */
  readonly version: number;
  readonly item?: Readonly<T>;
  /** What is still known of one that is gone, where the source said it: SDKs and stores are told its key and id. */
  readonly tombstone?: Tombstone;
}
export type FlagDescriptor = ItemDescriptor<Flag>;
export type SegmentDescriptor = ItemDescriptor<Segment>;

/** An environment, whole. */
export interface DataSet {
  /** By flag key. */
  readonly flags: ReadonlyMap<string, FlagDescriptor>;
  /** By segment id. */
  readonly segments: ReadonlyMap<string, SegmentDescriptor>;
}

interface ChangeOf<K extends ItemKind> {
  readonly kind: K;
  /** A flag's key, a segment's id: the two never share a namespace. */
  readonly key: string;
  readonly descriptor: ItemDescriptor<Items[K]>;
}
export type ItemChange = { [K in ItemKind]: ChangeOf<K> }[ItemKind];

/** What a source delivers at once. */
export interface DataUpdate {
  /** `full`: the changes are all there is. `partial`: they come on top. `none`: nothing changed. */
  readonly type: 'full' | 'partial' | 'none';
  readonly changes: readonly ItemChange[];
  /** Opaque server cursor that this update brings the store to; undefined: not a basis. */
  readonly selector?: string;
  /** Of a partial one. `item`: drop each change that is not newer than what is stored. `trust`: the server ordered them, apply all. */
  readonly guard: 'item' | 'trust';
}
