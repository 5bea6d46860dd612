import type { Subscription } from './interfaces';
import type { Log } from './log';

interface Entry<E> {
  readonly handle: (event: E) => unknown;
}

/**
 * Handlers, called in the order they came. One that throws is logged and stops nobody; one that was disposed is not called again,
 * not even for the event under way; one that comes during an event waits for the next. An event that a handler causes is delivered
 * after the one under way, so that nobody hears of them in the wrong order.
 */
export class Subscribers<E> {
  private readonly entries = new Set<Entry<E>>();
  private readonly waiting: { readonly entries: readonly Entry<E>[]; readonly event: () => E }[] = [];
  private delivering = false;

  constructor(
    private readonly of: string,
    private readonly log: Log,
  ) {}

  get size(): number {
    return this.entries.size;
  }

  add(handle: (event: E) => unknown): Subscription {
    const entry = { handle }; // the same function added twice is two subscriptions
    this.entries.add(entry);
    return { dispose: () => void this.entries.delete(entry) };
  }

  /** `event` is asked once for each handler. A handler that answers `true` is not called again. */
  notify(event: () => E): void {
    this.waiting.push({ entries: [...this.entries], event });
    if (this.delivering) return;
    this.delivering = true;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      for (const entry of next.entries) {
        if (this.entries.has(entry) && this.call(entry.handle, next.event()) === true) this.entries.delete(entry);
      }
    }
    this.delivering = false;
  }

  private call(handle: (event: E) => unknown, event: E): unknown {
    try {
      const answer = handle(event);
      if (isPromise(answer)) answer.then(undefined, (error: unknown) => this.report(error)); // unheard, it would end the process
      return answer;
    } catch (error) {
      this.report(error);
      return undefined;
    }
  }

  private report(error: unknown): void {
    this.log.error({ err: error }, `a handler of the ${this.of} failed`);
  }
}

function isPromise(answer: unknown): answer is PromiseLike<unknown> {
  return typeof (answer as PromiseLike<unknown> | undefined | null)?.then === 'function';
}
