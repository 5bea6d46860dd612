import type { EnvironmentItem } from '@app/evaluation';
import { checkedBy, filledText, listOf, object, oneOf, wholeNumber, type Rule } from './checking';

/** A hint: the environment went from one revision to the next; look, there may be something newer. */
export interface EnvironmentChanged {
  /** The id made with the database: of another one nothing here counts. */
  readonly instance: string;
  readonly environmentId: string;
  /** The hint applies on top of exactly this revision, in ms. */
  readonly previousRevision: number;
  /** In ms, greater than `previousRevision`. */
  readonly revision: number;
  /** What the environment's secrets open may have changed. */
  readonly secrets?: true;
  /** What changed above `previousRevision`, lowest first, tombstones included. Absent where it would not fit: load it. */
  readonly items?: readonly EnvironmentItem[];
}

const item = object({ kind: oneOf('flag', 'segment'), key: filledText, revision: wholeNumber, json: filledText });

const shape = object(
  { instance: filledText, environmentId: filledText, previousRevision: wholeNumber, revision: wholeNumber },
  { secrets: oneOf(true), items: listOf(item) },
);

const rising: Rule = (value, path) => {
  const { previousRevision, revision } = value as EnvironmentChanged;
  return revision > previousRevision
    ? undefined
    : `${path}.revision must be above previousRevision, got ${revision} after ${previousRevision}`;
};

export const checkEnvironmentChanged = checkedBy<EnvironmentChanged>((value, path) => shape(value, path) ?? rising(value, path));
