import { flagDependencies, segmentDependencies, type ItemKind } from '@app/evaluation';
import type { Flag, ItemDescriptor, Segment } from './data-model';
import { ItemKeys } from './item-keys';

/** What a slot's item needs to be evaluated; a tombstone needs nothing. Never throws, whatever the item looks like. */
export function dependenciesOf(kind: ItemKind, { item }: ItemDescriptor<Flag | Segment>): ItemKeys {
  const found = new ItemKeys();
  if (!item) return found;
  const { flags, segments } = kind === 'flag' ? flagDependencies(item as Flag) : segmentDependencies(item as Segment);
  for (const key of flags) found.add('flag', key);
  for (const id of segments) found.add('segment', id);
  return found;
}
