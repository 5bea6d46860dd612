import type { SdkUser } from './frames';

/** The body of `POST /api/public/insight/track` (protocol §8.1): what SDKs send, before anything of it was checked. */
export type InsightBody = readonly InsightElement[];

export type InsightElement = InsightOfEndUser | InsightSummary;

/** Either list may hold one entry, several, be null or be absent. */
export interface InsightOfEndUser {
  readonly user: SdkUser;
  readonly variations?: readonly VariationInsight[] | null;
  readonly metrics?: readonly MetricInsight[] | null;
}

export interface VariationInsight {
  readonly featureFlagKey: string;
  readonly sendToExperiment: boolean;
  /** ms since the epoch. */
  readonly timestamp: number;
  /** Missing from the JS client on archived flags: the entry is skipped. */
  readonly variation?: { readonly id: string; readonly name?: string; readonly value: string };
  /** Our own SDK only, like all below: UUIDv7, kept over its retries. */
  readonly id?: string;
  /** Absent: 1. 0: an exposure, who got it and when, not how often. */
  readonly count?: number;
  readonly reason?: string;
  readonly ruleKey?: string;
  /** The environment's revision, ms. */
  readonly revision?: number;
}

export interface MetricInsight {
  readonly route: string;
  readonly type: 'CustomEvent' | 'PageView' | 'Click';
  readonly eventName: string;
  readonly numericValue: number;
  readonly appType: string;
  /** ms since the epoch. */
  readonly timestamp: number;
  readonly id?: string;
}

/** Our own SDK's counts of an interval, without end users. */
export interface InsightSummary {
  readonly summary: {
    readonly id: string;
    /** ms since the epoch. */
    readonly from: number;
    /** ms since the epoch. */
    readonly to: number;
    /** How many evaluations the SDK could not keep. */
    readonly dropped: number;
    readonly evaluations: readonly SummarizedEvaluation[];
  };
}

export interface SummarizedEvaluation {
  readonly featureFlagKey: string;
  /** Null: there is no such flag (reason `flag-not-found`). */
  readonly variationId: string | null;
  readonly value: string | null;
  readonly reason: string;
  readonly ruleKey?: string;
  readonly revision?: number;
  readonly sendToExperiment: boolean;
  readonly count: number;
}
