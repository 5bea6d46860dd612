import { checkedBy, filledText, listOf, object, oneOf, wholeNumber } from './checking';

/** How many connections of one kind were last sent the same revision. */
export interface SentTo {
  readonly type: 'server' | 'client';
  /** In ms. It rises too when a change holds nothing for the connection. 0: nothing was sent yet. */
  readonly sentRevision: number;
  readonly count: number;
}

export interface EnvironmentPresence {
  readonly environmentId: string;
  readonly connections: readonly SentTo[];
  /** How long the connection that is furthest behind has been waiting, in ms; 0: none is behind. */
  readonly oldestLagMs: number;
}

/** What one els has sent to whom: all of it, where it would not fit in several parts of one `sentAt`. */
export interface Presence {
  readonly instance: string;
  /** Made by the els at its start. */
  readonly els: string;
  /** ms since the epoch, the same in every part; replaces everything older of this els. */
  readonly sentAt: number;
  readonly environments: readonly EnvironmentPresence[];
}

const sentTo = object({ type: oneOf('server', 'client'), sentRevision: wholeNumber, count: wholeNumber });
const environment = object({ environmentId: filledText, connections: listOf(sentTo), oldestLagMs: wholeNumber });

export const checkPresence = checkedBy<Presence>(
  object({ instance: filledText, els: filledText, sentAt: wholeNumber, environments: listOf(environment) }),
);
