import type { MetaInput } from '../meta/meta-input';
import type { RuleHeadInput } from '../rules/rule-input';

export type SegmentInput = MetaInput;

/** What a body says of a segment in one environment; the lists are sets. Source: access-model F-40. */
export interface SegmentTargetingInput {
  readonly included?: readonly string[];
  readonly excluded?: readonly string[];
  readonly rules?: readonly RuleHeadInput[];
}
