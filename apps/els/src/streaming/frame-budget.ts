import type { Clock } from '@app/platform';

export interface FrameLimits {
  /** So many at once. */
  readonly frameBurst: number;
  readonly framesPerSecond: number;
}

/** A connection's frames: each costs one, and so many a second come back. SDKs use a tenth of one a second. */
export class FrameBudget {
  private left: number;
  private at: number;

  constructor(
    private readonly limits: FrameLimits,
    private readonly clock: Clock,
  ) {
    this.left = limits.frameBurst;
    this.at = clock.monotonic();
  }

  /** Takes one. 0: fine; else after how many ms the next may be read. */
  spend(): number {
    const { frameBurst, framesPerSecond } = this.limits;
    const now = this.clock.monotonic();
    this.left = Math.min(frameBurst, this.left + ((now - this.at) * framesPerSecond) / 1000) - 1;
    this.at = now;
    return this.left >= 0 ? 0 : Math.ceil((-this.left * 1000) / framesPerSecond);
  }
}
