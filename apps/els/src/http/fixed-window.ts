import type { Clock } from '@app/platform';

interface Window {
  readonly endsAt: number;
  count: number;
}

/**
 * So many in so long, for each key by itself. A key's window begins with its first request, so that not all of them end at once. What
 * is remembered is bounded by the keys of one window: windows end in the order they began, and the oldest go first.
 */
export class FixedWindow {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly limit: number,
    private readonly lastsMs: number,
    private readonly clock: Clock,
  ) {}

  /** Counts one. 0: it is within the limit; else after how many ms the next window begins. */
  take(key: string): number {
    const now = this.clock.monotonic();
    this.forgetEnded(now);
    const window = this.windows.get(key) ?? this.begin(key, now);
    window.count += 1;
    return window.count > this.limit ? window.endsAt - now : 0;
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.windows.size;
  }

  private begin(key: string, now: number): Window {
    const window = { endsAt: now + this.lastsMs, count: 0 };
    this.windows.set(key, window);
    return window;
  }

  private forgetEnded(now: number): void {
    for (const [key, { endsAt }] of this.windows) {
      if (endsAt > now) return;
      this.windows.delete(key);
    }
  }
}
