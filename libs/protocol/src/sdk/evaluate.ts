import type { VariationType } from '@app/evaluation';
import type { SdkUser, SdkUserProperty } from './frames';

/** An end user who is known by its properties alone; there is at least one. */
export type AnonymousSdkUser = Omit<SdkUser, 'keyId' | 'customizedProperties'> & {
  readonly customizedProperties: readonly SdkUserProperty[];
};

/** Which flags are wanted; without any of it all are. */
export interface EvaluateFilter {
  /** Whether a flag needs all of `tags` or any of them. */
  readonly tagFilterMode: 'and' | 'or';
  /** Empty: whatever its tags. */
  readonly tags: readonly string[];
  /** Empty: whatever its key. */
  readonly keys: readonly string[];
  /** Only flags whose effective revision is above it, in ms; 0: all. */
  readonly timestamp: number;
}

/** Body of the evaluate endpoint (protocol §8.2), as it is meant. */
export interface EvaluateRequest {
  readonly user: SdkUser | AnonymousSdkUser;
  readonly filter: EvaluateFilter;
}

/** One element of its answer. */
export interface EvaluatedFlag {
  readonly key: string;
  readonly variation: {
    readonly id: string;
    readonly type: VariationType;
    /** Always text. */
    readonly value: string;
    /** As in client payloads. */
    readonly matchReason: string;
    readonly sendToExperiment: boolean;
  };
}
