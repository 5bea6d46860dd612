import { Clock } from './clock';

/** A clock for tests: it stands still until it is told to go on. */
export class ManualClock extends Clock {
  private elapsedMs = 0;

  constructor(private epochMs = Date.parse('2026-01-05T09:30:00.000Z')) {
    super();
  }

  now(): number {
    return this.epochMs;
  }

  monotonic(): number {
    return this.elapsedMs;
  }

  advance(ms: number): void {
    this.epochMs += ms;
    this.elapsedMs += ms;
  }

  /** The machine's clock is set, forwards or backwards; no time passes. */
  set(epochMs: number): void {
    this.epochMs = epochMs;
  }
}
