import type { ItemKind } from '@app/evaluation';
import type { DataSet, FlagDescriptor, ItemChange, ItemDescriptor, SegmentDescriptor } from './data-model';
import { ItemKeys } from './item-keys';

/** The environment that these are all of; of several of one item the last. */
export function dataSetOf(changes: readonly ItemChange[]): DataSet {
  const flags = new Map<string, FlagDescriptor>();
  const segments = new Map<string, SegmentDescriptor>();
  for (const change of changes) {
    if (change.kind === 'flag') flags.set(change.key, change.descriptor);
    else segments.set(change.key, change.descriptor);
  }
  return { flags, segments };
}

/** What is in one of the two alone, or in both with different versions: a lower one is a change as well. */
export function changedItems(old: DataSet, now: DataSet): ItemKeys {
  const changed = new ItemKeys();
  addChanged('flag', old.flags, now.flags, changed);
  addChanged('segment', old.segments, now.segments, changed);
  return changed;
}

type Slots = ReadonlyMap<string, ItemDescriptor<unknown>>;

function addChanged(kind: ItemKind, old: Slots, now: Slots, into: ItemKeys): void {
  for (const [key, { version }] of old) if (now.get(key)?.version !== version) into.add(kind, key);
  for (const key of now.keys()) if (!old.has(key)) into.add(kind, key);
}
