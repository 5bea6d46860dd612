import { Findings } from '../errors/findings';
import type { ProjectPlaces } from '../flags/create-flag';
import type { Means } from '../means';
import { readMeta } from '../meta/read-meta';
import { Segment } from './segment';
import type { SegmentInput } from './segment-input';
import { SegmentTargeting } from './segment-targeting';

export interface MadeSegment {
  readonly segment: Segment;
  readonly targetings: readonly SegmentTargeting[];
}

/** A segment, empty in every environment. */
export function createSegment(
  input: SegmentInput,
  { projectId, environments }: ProjectPlaces,
  { newId, at }: Means,
): MadeSegment {
  const found = new Findings();
  const named = readMeta(input, 'lowered', '', found);
  found.refuse();
  const segment = new Segment(
    { id: newId(), ...named, projectId, archivedAt: null, rowVersion: 0, createdAt: at, updatedAt: at },
    null,
  );
  return { segment, targetings: environments.map((one) => SegmentTargeting.ofNew(segment.state, one, at)) };
}
