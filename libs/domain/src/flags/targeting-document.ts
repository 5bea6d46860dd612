/**
 * What a flag does in one environment, as REST, history, export and change sets say it: keys, never ids.
 * Source: access-model F-37.
 */
export interface WeightDocument {
  readonly variation: string;
  /** Parts of 100,000. */
  readonly weight: number;
  /** Parts of 100,000, at most `weight`. */
  readonly experimentWeight: number;
}

export interface ServeDocument {
  readonly bucketBy: string;
  readonly includedInExperiment: boolean;
  /** Every variation of the flag, in the order of the cut points; zero weights are kept. */
  readonly weights: readonly WeightDocument[];
}

/** `value` for most operators, `values` for lists and segments (segment keys), neither for IsTrue and IsFalse. */
export interface ConditionDocument {
  readonly attribute?: string;
  readonly operator: string;
  readonly value?: string;
  readonly values?: readonly string[];
  /** Always false as stored: a negated condition is stored as its twin. */
  readonly negate: boolean;
}

export interface RuleHead {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly conditions: readonly ConditionDocument[];
}

export interface RuleDocument extends RuleHead {
  readonly serve: ServeDocument;
}

export interface IndividualTargetDocument {
  readonly variation: string;
  readonly endUsers: readonly string[];
}

export interface PrerequisiteDocument {
  readonly flag: string;
  readonly variation: string;
}

export interface TargetingDocument {
  readonly enabled: boolean;
  readonly offVariation: string;
  readonly prerequisites: readonly PrerequisiteDocument[];
  readonly individualTargets: readonly IndividualTargetDocument[];
  readonly rules: readonly RuleDocument[];
  readonly fallthrough: ServeDocument;
  readonly includeAllTargetsInExperiment: boolean;
}
