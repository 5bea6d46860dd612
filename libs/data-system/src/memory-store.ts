import type { ItemKind } from '@app/evaluation';
import type { DataSet, DataUpdate, FlagDescriptor, ItemChange, ItemDescriptor, Items, SegmentDescriptor } from './data-model';
import type { ISyncStore, ITransactionalDestination } from './interfaces';

/**
 * An environment in memory. Every call is one synchronous turn, so no reader sees half of an update.
 * It does not compare versions: `ChangeNotifier` does, and LazyLoad overwrites on purpose.
 */
export class MemoryStore implements ISyncStore, ITransactionalDestination {
  readonly identity = 'memory';
  private readonly slots: { readonly [K in ItemKind]: Slots<ItemDescriptor<Items[K]>> } = {
    flag: new Slots(),
    segment: new Slots(),
  };
  private filled = false;

  getFlag(key: string): FlagDescriptor | undefined {
    return this.slots.flag.get(key);
  }

  getSegment(key: string): SegmentDescriptor | undefined {
    return this.slots.segment.get(key);
  }

  /** Costs nothing; the next write after it copies the map once. */
  allFlags(): ReadonlyMap<string, FlagDescriptor> {
    return this.slots.flag.lend();
  }

  allSegments(): ReadonlyMap<string, SegmentDescriptor> {
    return this.slots.segment.lend();
  }

  /** Whether there ever was a whole environment; an empty one counts. Never goes back. */
  initialized(): boolean {
    return this.filled;
  }

  init({ flags, segments }: DataSet): void {
    this.slots.flag.replace(flags);
    this.slots.segment.replace(segments);
    this.filled = true;
  }

  upsert<K extends ItemKind>(kind: K, key: string, descriptor: ItemDescriptor<Items[K]>): void {
    this.slots[kind].set(key, descriptor);
  }

  apply({ type, changes }: DataUpdate): void {
    if (type === 'none') return;
    if (type === 'full') {
      this.slots.flag.replace([]);
      this.slots.segment.replace([]);
      this.filled = true;
    }
    for (const change of changes) this.write(change);
  }

  /** Leaves no tombstone. False: there was nothing. */
  removeFlag(key: string): boolean {
    return this.slots.flag.remove(key);
  }

  removeSegment(key: string): boolean {
    return this.slots.segment.remove(key);
  }

  private write(change: ItemChange): void {
    if (change.kind === 'flag') this.slots.flag.set(change.key, change.descriptor);
    else this.slots.segment.set(change.key, change.descriptor);
  }
}

/** A map that may be lent out: what was lent stays as it was, because the next write goes to a copy. */
class Slots<D> {
  private map = new Map<string, D>();
  private lent = false;

  get(key: string): D | undefined {
    return this.map.get(key);
  }

  lend(): ReadonlyMap<string, D> {
    this.lent = true;
    return this.map;
  }

  set(key: string, descriptor: D): void {
    this.own().set(key, descriptor);
  }

  remove(key: string): boolean {
    return this.map.has(key) && this.own().delete(key);
  }

  replace(entries: Iterable<readonly [string, D]>): void {
    this.map = new Map(entries);
    this.lent = false;
  }

  private own(): Map<string, D> {
    if (this.lent) this.replace(this.map);
    return this.map;
  }
}
