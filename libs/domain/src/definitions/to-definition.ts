import type { FlagDefinition, SegmentDefinition, Tombstone } from '@app/evaluation';
import type { FlagState, TargetingState } from '../flags/flag-state';
import type { SegmentState, SegmentTargetingState } from '../segments/segment-state';
import { toFlagDefinition } from './flag-definition';
import { toSegmentDefinition } from './segment-definition';

/** What stands for a flag or segment of an environment on the wire, in the cache and in memory. */
export function toDefinition(flag: FlagState, targeting: TargetingState): FlagDefinition;
export function toDefinition(segment: SegmentState, targeting: SegmentTargetingState): SegmentDefinition;
export function toDefinition(
  item: FlagState | SegmentState,
  targeting: TargetingState | SegmentTargetingState,
): FlagDefinition | SegmentDefinition {
  return 'flagId' in targeting ? toFlagDefinition(item as FlagState, targeting) : toSegmentDefinition(item, targeting);
}

/** What stands in place of one that was archived or deleted, as text. Source: data-system JW-2. */
export function toTombstone({
  key,
  id,
  revision,
}: {
  readonly key: string;
  readonly id: string;
  readonly revision: number;
}): string {
  const tombstone: Tombstone = { key, id, version: revision, deleted: true };
  return JSON.stringify(tombstone);
}
