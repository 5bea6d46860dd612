/** What time it is. Injected wherever behaviour depends on it, so that a test can say what time it is. */
export abstract class Clock {
  /** Milliseconds since the epoch. May jump when the machine's clock is set. */
  abstract now(): number;
  /** Milliseconds since some fixed moment of this process; never goes back. For durations and deadlines. */
  abstract monotonic(): number;
}
