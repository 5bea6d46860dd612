import type { ItemKind } from '@app/evaluation';
import type { DataSet, DataUpdate, FlagDescriptor, ItemDescriptor, Items, SegmentDescriptor } from './data-model';

/** There already, or later. Who reads makes no promise of what is there. */
export type Awaitable<T> = T | PromiseLike<T>;

/** Reads may wait in LazyLoad, never in BackgroundSync. A slot may be a tombstone; undefined: there is none. */
export interface IStore {
  getFlag(key: string): Awaitable<FlagDescriptor | undefined>;
  getSegment(key: string): Awaitable<SegmentDescriptor | undefined>;
  /** Tombstones included. Later writes do not show in it. */
  allFlags(): Awaitable<ReadonlyMap<string, FlagDescriptor>>;
  allSegments(): Awaitable<ReadonlyMap<string, SegmentDescriptor>>;
  initialized(): Awaitable<boolean>;
}

/** A store that never makes a reader wait. */
export interface ISyncStore extends IStore {
  getFlag(key: string): FlagDescriptor | undefined;
  getSegment(key: string): SegmentDescriptor | undefined;
  allFlags(): ReadonlyMap<string, FlagDescriptor>;
  allSegments(): ReadonlyMap<string, SegmentDescriptor>;
  initialized(): boolean;
}

/** Takes what a source delivers. Where writing is I/O it answers a promise, which rejects when it failed. */
export interface IDataDestination {
  init(data: DataSet): void | Promise<void>;
  upsert<K extends ItemKind>(kind: K, key: string, descriptor: ItemDescriptor<Items[K]>): void | Promise<void>;
  /** For logs; of this one, not of its kind. */
  readonly identity: string;
}

/** Done when it returns, and no reader sees half of it. */
export interface ITransactionalDestination extends IDataDestination {
  init(data: DataSet): void;
  upsert<K extends ItemKind>(kind: K, key: string, descriptor: ItemDescriptor<Items[K]>): void;
  apply(update: DataUpdate): void;
}

/** Where an SDK's client reads from. */
export interface IDataSystem extends IStore {
  readonly identity: string;
  /** Called once, before any read. */
  initialize(): void;
  /** Idempotent; never rejects. */
  close(): Promise<void>;
}

/** Keeps a destination current. */
export interface IDataSynchronizer {
  /** Returns at once. `bootstrap`: what the destination holds already, so that a delta may be asked for. */
  start(destination: ITransactionalDestination, bootstrap?: DataSet): void;
  /** Called at most once, after `start`; resolves when nothing more will be written. */
  stop(): Promise<void>;
  readonly identity: string;
}

export type ReadResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

/** Reads a source, one call each, without any caching. */
export interface IDataReader {
  getFlag(key: string): Promise<ReadResult<FlagDescriptor | undefined>>;
  getSegment(key: string): Promise<ReadResult<SegmentDescriptor | undefined>>;
  allFlags(): Promise<ReadResult<{ items: Map<string, FlagDescriptor>; unreadable: string[] }>>;
  allSegments(): Promise<ReadResult<{ items: Map<string, SegmentDescriptor>; unreadable: string[] }>>;
  /** False on error. */
  initialized(): Promise<boolean>;
  readonly identity: string;
}

export interface SerializedItemDescriptor {
  /** 0: the store keeps no version beside the text. */
  version: number;
  deleted: boolean;
  serializedItem: string;
}

export interface ISerializedItemKind {
  readonly namespace: 'features' | 'segments';
  /** Of an item's or a tombstone's text; 0 if it cannot be read. */
  version(data: string): number;
}

/** What a database adapter implements, and nothing else: no caching, no parsing. */
export interface ISerializedDataReader {
  /** Rejects on error. */
  get(kind: ISerializedItemKind, key: string): Promise<SerializedItemDescriptor | undefined>;
  /** Tombstones included. Rejects on error, also of a single page. */
  all(kind: ISerializedItemKind): Promise<Map<string, SerializedItemDescriptor>>;
  initialized(): Promise<boolean>;
  readonly identity: string;
  close?(): Promise<void>;
}

export interface ISerializedDestination {
  init(
    collections: ReadonlyArray<{ kind: ISerializedItemKind; items: ReadonlyArray<[string, SerializedItemDescriptor]> }>,
  ): Promise<'ok' | 'error'>;
  upsert(kind: ISerializedItemKind, key: string, item: SerializedItemDescriptor): Promise<'ok' | 'error' | 'not-updated'>;
  readonly identity: string;
}

export interface Subscription {
  /** The handler is not called again, not even for the event that is being delivered. */
  dispose(): void;
}

export interface IChangeNotifier {
  /** `keys`: of every flag that may now be served otherwise. Called after the write. */
  onFlagChange(handler: (keys: ReadonlySet<string>) => void): Subscription;
}

/** Reads an environment once, before a synchronizer starts. */
export interface IBootstrapper {
  fetchAll(timeoutMs: number): Promise<ReadResult<DataSet>>;
  readonly identity: string;
}
