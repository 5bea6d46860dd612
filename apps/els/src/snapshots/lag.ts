import type { Clock } from '@app/platform';

/** For how long something newer than what we have has been known. */
export class Lag {
  private newest = 0;
  /** By the monotonic clock, ms. */
  private since?: number;

  constructor(private readonly clock: Clock) {}

  get ms(): number {
    return this.since === undefined ? 0 : this.clock.monotonic() - this.since;
  }

  /** `revision`: what is said to be there; `ours`: what we have. */
  announced(revision: number, ours: number): void {
    if (revision <= ours) return;
    this.newest = Math.max(this.newest, revision);
    this.since ??= this.clock.monotonic();
  }

  reached(revision: number): void {
    if (revision >= this.newest) this.none();
  }

  none(): void {
    this.newest = 0;
    this.since = undefined;
  }
}
