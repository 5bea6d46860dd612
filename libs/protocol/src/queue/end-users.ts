import { checkedBy, filledText, flagged, listOf, object, text, wholeNumber } from './checking';

export interface SeenEndUser {
  readonly keyId: string;
  readonly name?: string;
  /** Of several with one name the first counts. */
  readonly properties: readonly { readonly name: string; readonly value: string }[];
  readonly anonymous: boolean;
  /** ms since the epoch. */
  readonly seenAt: number;
}

/** The end users of one accepted request. */
export interface EndUsersSeen {
  readonly environmentId: string;
  readonly endUsers: readonly SeenEndUser[];
}

const endUser = object(
  { keyId: filledText, properties: listOf(object({ name: text, value: text })), anonymous: flagged, seenAt: wholeNumber },
  { name: text },
);

export const checkEndUsers = checkedBy<EndUsersSeen>(object({ environmentId: filledText, endUsers: listOf(endUser) }));
