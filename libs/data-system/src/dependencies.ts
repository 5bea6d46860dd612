import { segmentIdsOf, type ConditionDefinition, type ItemKind } from '@app/evaluation';
import type { Flag, ItemDescriptor, Segment } from './data-model';
import { ItemKeys } from './item-keys';

/**
 * What an item needs to be evaluated: a flag its prerequisites and the segments its rules name, a segment the segments its rules
 * name, a tombstone nothing. Items come out of stores and sockets, so a member of the wrong shape adds nothing, and never throws.
 */
export function dependenciesOf(kind: ItemKind, { item }: ItemDescriptor<Flag | Segment>): ItemKeys {
  const found = new ItemKeys();
  if (!item) return found;
  if (kind === 'flag') {
    for (const { key } of objectsOf((item as Flag).prerequisites)) if (typeof key === 'string') found.add('flag', key);
  }
  for (const rule of objectsOf(item.rules)) {
    for (const condition of objectsOf<ConditionDefinition>(rule.conditions)) {
      for (const id of segmentIdsOf(condition)) found.add('segment', id);
    }
  }
  return found;
}

function objectsOf<T extends object>(list: readonly T[] | undefined | null): readonly T[] {
  return Array.isArray(list) ? list.filter((one: unknown): one is T => typeof one === 'object' && one !== null) : [];
}
