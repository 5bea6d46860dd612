import { Aggregate } from '../aggregate';
import { Findings } from '../errors/findings';
import type { Means } from '../means';
import { readRuleHeads, ruleIdsOf } from '../rules/read-rules';
import { same } from '../same';
import { readMembers } from './read-members';
import type { SegmentTargetingInput } from './segment-input';
import type { SegmentState, SegmentTargetingState } from './segment-state';
import type { SegmentTargetingDocument } from './segment-targeting-document';

/** Who is in a segment in one environment. */
export class SegmentTargeting extends Aggregate<'segment-targeting', SegmentTargetingState> {
  readonly kind = 'segment-targeting';

  /** Of a segment that is new, or in an environment that is: nobody. */
  static ofNew(segment: SegmentState, environment: { readonly id: string; readonly key: string }, at: Date): SegmentTargeting {
    const state: SegmentTargetingState = {
      segmentId: segment.id,
      segmentKey: segment.key,
      projectId: segment.projectId,
      environmentId: environment.id,
      environment: environment.key,
      document: { included: [], excluded: [], rules: [] },
      ruleIds: new Map(),
      rowVersion: 0,
      revision: 0,
      createdAt: at,
      updatedAt: at,
    };
    return new SegmentTargeting(state, null);
  }

  document(): SegmentTargetingDocument {
    return this.state.document;
  }

  /** What a PUT of the whole would make of it. */
  apply({ included = [], excluded = [], rules = [] }: SegmentTargetingInput, { limits, newId }: Means): SegmentTargeting {
    const found = new Findings();
    const document: SegmentTargetingDocument = {
      included: readMembers(included, '/included', limits, found),
      excluded: readMembers(excluded, '/excluded', limits, found),
      rules: readRuleHeads(rules, { limits, segmentIds: null, found }),
    };
    found.refuse();
    if (same(document, this.state.document)) return this;
    const ruleIds = ruleIdsOf(document.rules, this.state.ruleIds, newId);
    return new SegmentTargeting({ ...this.state, document, ruleIds }, this.stored);
  }
}
