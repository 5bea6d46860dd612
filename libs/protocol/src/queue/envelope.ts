import { checkedBy, filledText, object, wholeNumber } from './checking';

/** What travels on every topic, as JSON. `body` is of the topic: its `check` says whether it is well formed. */
export interface Envelope<M = unknown> {
  /** The message's id: the same when it is delivered again. */
  readonly id: string;
  readonly correlationId: string;
  /** Order is kept within it: the environment, of `workspace-changed` the workspace, of `presence` the els. */
  readonly scopeId: string;
  /** When it was published, ms since the epoch. */
  readonly at: number;
  readonly body: M;
}

/** The outer members alone; a missing body is for the topic to refuse. */
export const checkEnvelope = checkedBy<Envelope>(
  object({ id: filledText, correlationId: filledText, scopeId: filledText, at: wholeNumber }),
);
