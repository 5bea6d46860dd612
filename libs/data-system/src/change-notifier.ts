import type { ItemKind } from '@app/evaluation';
import type { DataSet, DataUpdate, ItemChange, ItemDescriptor, Items } from './data-model';
import { changedItems, dataSetOf } from './data-sets';
import { DependencyTracker } from './dependency-tracker';
import type { IChangeNotifier, ISyncStore, ITransactionalDestination, Subscription } from './interfaces';
import { ItemKeys } from './item-keys';
import type { Log } from './log';
import type { Mirror } from './mirror';
import { Subscribers } from './subscribers';

export interface ChangeNotifierParts {
  /** What is written to; done when the call returns. */
  readonly sink: ITransactionalDestination;
  /** Reads what `sink` wrote: in BackgroundSync both are the memory store. */
  readonly source: ISyncStore;
  readonly log: Log;
  /** Kept by the notifier, to be read by others. */
  readonly graph?: DependencyTracker;
  /** Get what the sink got, in their own time. */
  readonly mirrors?: readonly Mirror[];
}

/**
 * Stands before a store: drops what is not newer, keeps the dependency graph, and after each write tells which flags it affects,
 * through segments and prerequisites. Without handlers the graph is kept all the same and nothing is computed.
 */
export class ChangeNotifier implements ITransactionalDestination, IChangeNotifier {
  readonly identity: string;
  private readonly sink: ITransactionalDestination;
  private readonly source: ISyncStore;
  private readonly graph: DependencyTracker;
  private readonly mirrors: readonly Mirror[];
  private readonly handlers: Subscribers<ReadonlySet<string>>;

  constructor({ sink, source, log, graph = new DependencyTracker(), mirrors = [] }: ChangeNotifierParts) {
    this.identity = `change notifier for ${sink.identity}`;
    this.sink = sink;
    this.source = source;
    this.graph = graph;
    this.mirrors = mirrors;
    this.handlers = new Subscribers('change notifier', log);
  }

  onFlagChange(handler: (keys: ReadonlySet<string>) => void): Subscription {
    return this.handlers.add(handler);
  }

  /** Never guarded: a whole environment is right, whatever its versions say. */
  init(data: DataSet): void {
    this.replace(data, () => this.sink.init(data));
  }

  /** Dropped unless it is newer than what is there, tombstones included. */
  upsert<K extends ItemKind>(kind: K, key: string, descriptor: ItemDescriptor<Items[K]>): void {
    this.apply({ type: 'partial', guard: 'item', changes: [{ kind, key, descriptor } as ItemChange] });
  }

  /** A full one is never guarded, like `init`; a partial one as it says itself. */
  apply(update: DataUpdate): void {
    if (update.type === 'full') this.replace(dataSetOf(update.changes), () => this.sink.apply(update));
    if (update.type === 'partial') this.put(update);
  }

  private put(update: DataUpdate): void {
    const changes = update.guard === 'item' ? this.newer(update.changes) : update.changes;
    if (changes.length === 0) return;
    const listening = this.handlers.size > 0;
    const before = listening ? this.affectedBy(keysOf(changes)) : undefined;
    for (const { kind, key, descriptor } of changes) this.graph.update(kind, key, descriptor);
    this.sink.apply({ ...update, changes });
    for (const mirror of this.mirrors) for (const change of changes) mirror.upsert(change);
    if (before) this.publish(before, this.affectedBy(keysOf(changes)));
  }

  private replace(data: DataSet, write: () => void): void {
    const listening = this.handlers.size > 0;
    const changed = listening
      ? changedItems({ flags: this.source.allFlags(), segments: this.source.allSegments() }, data)
      : new ItemKeys();
    const before = this.affectedBy(changed);
    this.graph.clear();
    for (const [key, descriptor] of data.flags) this.graph.update('flag', key, descriptor);
    for (const [key, descriptor] of data.segments) this.graph.update('segment', key, descriptor);
    write();
    for (const mirror of this.mirrors) mirror.init(data);
    if (listening) this.publish(before, this.affectedBy(changed));
  }

  /** Of several of one item each must be newer than the one before. */
  private newer(changes: readonly ItemChange[]): readonly ItemChange[] {
    const accepted: Readonly<Record<ItemKind, Map<string, number>>> = { flag: new Map(), segment: new Map() };
    return changes.filter(({ kind, key, descriptor: { version } }) => {
      const held = accepted[kind].get(key) ?? this.slot(kind, key)?.version;
      if (held !== undefined && version <= held) return false;
      accepted[kind].set(key, version);
      return true;
    });
  }

  private slot(kind: ItemKind, key: string): ItemDescriptor<unknown> | undefined {
    return kind === 'flag' ? this.source.getFlag(key) : this.source.getSegment(key);
  }

  private affectedBy(items: ItemKeys): ItemKeys {
    const affected = new ItemKeys();
    for (const [kind, key] of items) this.graph.affected(kind, key, affected);
    return affected;
  }

  /** An edge that a change takes away counts as much as one that it brings. */
  private publish(before: ItemKeys, after: ItemKeys): void {
    const keys = new Set([...before.flags, ...after.flags]);
    if (keys.size > 0) this.handlers.notify(() => keys);
  }
}

function keysOf(changes: readonly ItemChange[]): ItemKeys {
  const keys = new ItemKeys();
  for (const { kind, key } of changes) keys.add(kind, key);
  return keys;
}
