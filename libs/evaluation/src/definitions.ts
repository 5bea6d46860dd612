/**
 * What a flag and a segment are on the wire, in the cache and in memory: one JSON shape, the server payload that FeatBit's SDKs
 * read, with the members our own SDK understands beside it. Everything is text where the protocol says text: values of
 * variations, operands of conditions.
 */

export type VariationType = 'boolean' | 'string' | 'number' | 'json';

export interface VariationDefinition {
  readonly id: string;
  readonly name: string;
  /** Always text: `true`, `12.5` and JSON alike. */
  readonly value: string;
}

export interface ConditionDefinition {
  readonly id: string;
  /** An attribute, or one of the two segment properties (`User is in segment`, `User is not in segment`). */
  readonly property: string;
  /** Null for a segment condition. */
  readonly op: string | null;
  /** Text; a JSON array of strings for `IsOneOf`, `NotOneOf` and segment conditions (segment ids). */
  readonly value: string | null;
}

export interface RolloutDefinition {
  /** Variation id. */
  readonly id: string;
  /** Cumulative cut points in 0..1, both ends inclusive. */
  readonly rollout: readonly [number, number];
  /** Share of all traffic of the rule that is measured, 0..1. */
  readonly exptRollout: number;
}

export interface ServeDefinition {
  /** Attribute whose value is hashed; null or blank: keyId. */
  readonly dispatchKey: string | null;
  readonly includedInExpt: boolean;
  readonly variations: readonly RolloutDefinition[];
}

export interface RuleDefinition extends ServeDefinition {
  readonly id: string;
  readonly name: string;
  readonly conditions: readonly ConditionDefinition[];
}

export interface TargetDefinition {
  readonly variationId: string;
  readonly keyIds: readonly string[];
}

export interface PrerequisiteDefinition {
  /** Flag key. */
  readonly key: string;
  readonly variationId: string;
}

export interface FlagDefinition {
  readonly id: string;
  readonly envId: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly variationType: VariationType;
  readonly variations: readonly VariationDefinition[];
  readonly targetUsers: readonly TargetDefinition[];
  readonly rules: readonly RuleDefinition[];
  readonly isEnabled: boolean;
  readonly disabledVariationId: string;
  readonly fallthrough: ServeDefinition;
  readonly exptIncludeAllTargets: boolean;
  readonly tags: readonly string[];
  readonly isArchived: boolean;
  /** RFC 3339 UTC, 3 digits of milliseconds. */
  readonly createdAt: string;
  /** The item revision as an instant, RFC 3339 UTC, 3 digits of milliseconds. */
  readonly updatedAt: string;
  /** Item revision in ms. */
  readonly version: number;
  readonly prerequisites: readonly PrerequisiteDefinition[];
}

export interface SegmentRuleDefinition {
  readonly id: string;
  readonly name: string;
  readonly conditions: readonly ConditionDefinition[];
}

export interface SegmentDefinition {
  readonly id: string;
  readonly envId: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly included: readonly string[];
  readonly excluded: readonly string[];
  readonly rules: readonly SegmentRuleDefinition[];
  readonly tags: readonly string[];
  readonly isArchived: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Item revision in ms. */
  readonly version: number;
}

/** What stands in place of a flag or segment that was archived or deleted. */
export interface Tombstone {
  readonly key: string;
  readonly id: string;
  /** The revision at which it left, in ms. */
  readonly version: number;
  readonly deleted: true;
}
