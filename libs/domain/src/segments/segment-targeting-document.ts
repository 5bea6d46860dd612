import type { RuleHead } from '../flags/targeting-document';

/** Who is in a segment in one environment; lists are sets, kept sorted. Source: access-model F-40. */
export interface SegmentTargetingDocument {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
  readonly rules: readonly RuleHead[];
}
