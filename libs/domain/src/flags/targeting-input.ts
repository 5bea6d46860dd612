import type { RuleHeadInput } from '../rules/rule-input';

/** What a body says of a split over variations. */
export interface ServeInput {
  /** Default: `keyId`. */
  readonly bucketBy?: string;
  /** Default: true. */
  readonly includedInExperiment?: boolean;
  /** `experimentWeight`: default `weight`. Variations left out have weight 0. */
  readonly weights?: readonly { readonly variation: string; readonly weight: number; readonly experimentWeight?: number }[];
}

export interface RuleInput extends RuleHeadInput {
  readonly serve?: ServeInput;
}

/** What a body says of a flag in one environment. Defaults: access-model F-37. */
export interface TargetingInput {
  readonly enabled?: boolean;
  readonly offVariation?: string;
  readonly prerequisites?: readonly { readonly flag: string; readonly variation: string }[];
  readonly individualTargets?: readonly { readonly variation: string; readonly endUsers: readonly string[] }[];
  readonly rules?: readonly RuleInput[];
  readonly fallthrough?: ServeInput;
  readonly includeAllTargetsInExperiment?: boolean;
}
