import type { Named, Stored } from '../stored';
import type { SegmentTargetingDocument } from './segment-targeting-document';

export interface SegmentState extends Stored, Named {
  readonly projectId: string;
  readonly archivedAt: Date | null;
}

export interface SegmentTargetingState {
  readonly segmentId: string;
  readonly segmentKey: string;
  readonly projectId: string;
  readonly environmentId: string;
  readonly environment: string;
  readonly document: SegmentTargetingDocument;
  readonly ruleIds: ReadonlyMap<string, string>;
  readonly rowVersion: number;
  /** Item revision in ms. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
