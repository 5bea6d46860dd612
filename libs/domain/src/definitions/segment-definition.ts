import type { SegmentDefinition } from '@app/evaluation';
import type { SegmentState, SegmentTargetingState } from '../segments/segment-state';
import { toConditions } from './condition-definition';

const noSegments: ReadonlyMap<string, string> = new Map();

/** A segment as one environment's SDKs get it. Source: featbit-protocol §4.4, §4.6. */
export function toSegmentDefinition(segment: SegmentState, targeting: SegmentTargetingState): SegmentDefinition {
  const { document, ruleIds, revision } = targeting;
  return {
    id: segment.id,
    envId: targeting.environmentId,
    key: segment.key,
    name: segment.name,
    description: segment.description ?? '',
    included: document.included,
    excluded: document.excluded,
    rules: document.rules.map(({ key, name, conditions }) => {
      const id = ruleIds.get(key)!;
      return { id, name: name || key, conditions: toConditions(conditions, id, noSegments) };
    }),
    tags: segment.tags,
    isArchived: segment.archivedAt !== null,
    createdAt: segment.createdAt.toISOString(),
    updatedAt: new Date(revision).toISOString(),
    version: revision,
  };
}
