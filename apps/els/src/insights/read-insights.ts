import { readSdkUser } from '@app/protocol';

/** How much of a body is good, and how much of it was dropped. */
export interface InsightCounts {
  /** Entries of `variations`, and of summaries. */
  evaluations: number;
  metrics: number;
  /** Elements and entries that are not as featbit-protocol.md §8.1 says; each is dropped alone. */
  dropped: number;
}

type Members = Readonly<Record<string, unknown>>;

/** Reads the array that SDKs send. Total: whatever an element is, the others count. */
export function readInsights(body: readonly unknown[]): InsightCounts {
  const counts: InsightCounts = { evaluations: 0, metrics: 0, dropped: 0 };
  for (const element of body) readElement(element, counts);
  return counts;
}

function readElement(element: unknown, counts: InsightCounts): void {
  if (isObject(element) && isObject(element.summary))
    return readEntries(element.summary.evaluations, isSummarized, 'evaluations', counts);
  if (!isObject(element) || readSdkUser(element.user) === undefined) return void (counts.dropped += 1);
  readEntries(element.variations, isEvaluation, 'evaluations', counts);
  readEntries(element.metrics, isMetric, 'metrics', counts);
}

/** A list may hold one entry, several, be null or be absent. */
function readEntries(
  list: unknown,
  isGood: (entry: Members) => boolean,
  kind: 'evaluations' | 'metrics',
  counts: InsightCounts,
): void {
  if (list === undefined || list === null) return;
  if (!Array.isArray(list)) return void (counts.dropped += 1);
  for (const entry of list as readonly unknown[]) {
    if (isObject(entry) && isGood(entry)) counts[kind] += 1;
    else counts.dropped += 1;
  }
}

/** The variation is missing where a JS client evaluated an archived flag. */
function isEvaluation({ featureFlagKey, variation, timestamp }: Members): boolean {
  return (
    isText(featureFlagKey) &&
    isObject(variation) &&
    isText(variation.id) &&
    typeof variation.value === 'string' &&
    isInstant(timestamp)
  );
}

function isMetric({ eventName, numericValue, timestamp }: Members): boolean {
  return isText(eventName) && Number.isFinite(numericValue) && isInstant(timestamp);
}

/** A flag that does not exist is counted without a variation. */
function isSummarized({ featureFlagKey, variationId, count }: Members): boolean {
  return (
    isText(featureFlagKey) &&
    (variationId === null || isText(variationId)) &&
    Number.isSafeInteger(count) &&
    (count as number) >= 0
  );
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** ms since the epoch. */
function isInstant(value: unknown): boolean {
  return Number.isSafeInteger(value);
}
