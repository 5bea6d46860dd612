import { checkedBy, filledText, listOf, object, wholeNumber, type Rule } from './checking';

/** What one accepted request adds to an environment's usage of a day. */
export interface Usage {
  readonly environmentId: string;
  /** UTC, `2026-01-05`. */
  readonly day: string;
  /** Their keyIds. */
  readonly endUsers: readonly string[];
  readonly evaluations: number;
  readonly metrics: number;
  /** What the SDK could not keep, as it says itself. */
  readonly dropped: number;
}

const day: Rule = (value, path) =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? undefined : `${path} must be a UTC day such as 2026-01-05`;

export const checkUsage = checkedBy<Usage>(
  object({
    environmentId: filledText,
    day,
    endUsers: listOf(filledText),
    evaluations: wholeNumber,
    metrics: wholeNumber,
    dropped: wholeNumber,
  }),
);
