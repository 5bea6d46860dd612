import { checkedBy, filledText, listOf, object, textLike, wholeNumber } from './checking';

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

export const checkUsage = checkedBy<Usage>(
  object({
    environmentId: filledText,
    day: textLike(/^\d{4}-\d{2}-\d{2}$/, 'a UTC day such as 2026-01-05'),
    endUsers: listOf(filledText),
    evaluations: wholeNumber,
    metrics: wholeNumber,
    dropped: wholeNumber,
  }),
);
