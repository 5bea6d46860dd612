import { checkedBy, filledText, finiteNumber, flagged, listOf, object, orNull, text, wholeNumber } from './checking';

/** That a flag was served, once or often. Source: architecture, "From an SDK back to the store"; protocol §8.1. */
export interface EvaluationEvent {
  /** UUIDv7, given at the door or by our own SDK; with `occurredAt` the stored row's unique key. */
  readonly id: string;
  readonly flagKey: string;
  /** Null: there is no such flag. */
  readonly variationId: string | null;
  readonly value: string | null;
  /** Null in a summary. */
  readonly endUserKeyId: string | null;
  /** 1 from FeatBit SDKs; n in a summary and 0 in an exposure of our own. */
  readonly count: number;
  readonly inExperiment: boolean;
  /** Kept for later; null for now. */
  readonly experimentLayer: string | null;
  /** `off`, `prerequisite-failed`, `target`, `rule`, `fallthrough`, `archived`, `flag-not-found`, `error`; null where the SDK does not say. */
  readonly reason: string | null;
  readonly ruleKey: string | null;
  /** The environment's revision it was evaluated at, in ms; null where the SDK does not say. */
  readonly revision: number | null;
  /** The SDK's clock, ms since the epoch. */
  readonly occurredAt: number;
}

export interface MetricEvent {
  readonly id: string;
  readonly eventName: string;
  readonly endUserKeyId: string;
  readonly numericValue: number;
  /** The SDK's clock, ms since the epoch. */
  readonly occurredAt: number;
}

/** The events of one accepted request. */
export interface Insights {
  readonly environmentId: string;
  /** Name and version as `X-User-Agent` gave them; null: not said. */
  readonly sdk: string | null;
  /** Our clock at the door, ms since the epoch. */
  readonly receivedAt: number;
  readonly evaluations: readonly EvaluationEvent[];
  readonly metrics: readonly MetricEvent[];
}

const evaluation = object({
  id: filledText,
  flagKey: filledText,
  variationId: orNull(text),
  value: orNull(text),
  endUserKeyId: orNull(filledText),
  count: wholeNumber,
  inExperiment: flagged,
  experimentLayer: orNull(text),
  reason: orNull(text),
  ruleKey: orNull(text),
  revision: orNull(wholeNumber),
  occurredAt: wholeNumber,
});
const metric = object({
  id: filledText,
  eventName: filledText,
  endUserKeyId: filledText,
  numericValue: finiteNumber,
  occurredAt: wholeNumber,
});

export const checkInsights = checkedBy<Insights>(
  object({
    environmentId: filledText,
    sdk: orNull(text),
    receivedAt: wholeNumber,
    evaluations: listOf(evaluation),
    metrics: listOf(metric),
  }),
);
