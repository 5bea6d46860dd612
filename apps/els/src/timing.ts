/** How long things last here, in ms unless named otherwise. One place, so that a test can be quicker than a day. */
export class Timing {
  /** How long a connection or a poll waits for its environment before it is told to come back. */
  readonly snapshotWaitMs: number = 10_000;
  /** How long an environment that nobody asks for stays in memory. */
  readonly snapshotIdleMs: number = 600_000;
  /** How often revisions are compared with the store's, in case a hint was lost. */
  readonly compareEveryMs: number = 20_000;
  /** How long the store has to stay older than what we have before it is taken for set back, and not for a replica that lags. */
  readonly setBackAfterMs: number = 60_000;
  /** How often at most a cursor above ours makes us look, per environment. */
  readonly catchUpEveryMs: number = 1_000;
  /** How often the secrets of live connections are looked up again. */
  readonly recheckSecretsEveryMs: number = 60_000;
  /** After how long sending to many makes room for everything else. */
  readonly sliceMs: number = 5;
  /** What a socket may leave unread beside its last sync answer before it is closed, in bytes. */
  readonly maxUnreadBytes: number = 2 * 1024 * 1024;
  /** Frames a connection may send: so many at once, and so many a second after that. */
  readonly frameBurst: number = 200;
  readonly framesPerSecond: number = 50;
}
