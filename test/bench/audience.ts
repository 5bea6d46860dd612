import { Child, microseconds } from './child';
import type { Arrived, Door } from './receivers';

/** So many child processes hold the sockets: the one that is measured must not wait for those that receive. */
const CHILDREN = 2;

/** Many SDKs, in processes of their own. */
export class Audience {
  private readonly children = Array.from({ length: CHILDREN }, () => Child.start('receivers'));

  private connected = 0;

  constructor(
    private readonly door: Door,
    readonly count: number,
  ) {}

  /** As many others, at the same door. */
  again(): Audience {
    return new Audience(this.door, this.count);
  }

  /** So many more; resolves when each has synced and listens. */
  async connect(count = this.count): Promise<void> {
    await this.each(
      (share) => share.child.ask('connect', { ...this.door, first: this.connected + share.first, count: share.count }),
      count,
    );
    this.connected += count;
  }

  /** Resolves when `cause` was answered and each has had a frame after it; how long that took since `cause` began, in µs. */
  async hears(cause: () => Promise<{ startedAt: number }>): Promise<Float64Array> {
    await this.each(({ child }) => child.ask('arm'));
    const [{ startedAt }, arrivals] = await Promise.all([cause(), this.each(({ child }) => child.ask<Float64Array>('all'))]);
    return Float64Array.from(
      arrivals.flatMap((one) => [...one]),
      (at) => at - startedAt,
    );
  }

  /** At a fixed rate over all children. `total`: from the first that was due to the last answer, µs. */
  async arrive(perSecond: number, leave: boolean): Promise<{ took: Float64Array; total: number; failure: string | undefined }> {
    const from = microseconds() + 200_000;
    const every = (1_000_000 / perSecond) * CHILDREN;
    const answers = await this.each(({ child, first, count, n }) =>
      child.ask<Arrived>('arrive', {
        ...this.door,
        first,
        count,
        every,
        from: from + (n * every) / CHILDREN,
        leave,
      }),
    );
    const endedAt = Math.max(...answers.map((one) => one.endedAt));
    return {
      took: Float64Array.from(answers.flatMap(({ took }) => [...took])),
      total: endedAt - from,
      failure: answers.find((one) => one.failure)?.failure,
    };
  }

  /** Every so manieth stops reading; how many there are. */
  async stick(every: number, echoes: number, bytes: number): Promise<number> {
    const stuck = await this.each(({ child }) => child.ask<number>('stick', every, echoes, bytes));
    return stuck.reduce((sum, one) => sum + one);
  }

  close(): void {
    for (const child of this.children) child.kill();
  }

  private each<T>(
    ask: (share: { child: Child; n: number; first: number; count: number }) => Promise<T>,
    count = this.count,
  ): Promise<T[]> {
    const upTo = (n: number): number => Math.floor((n * count) / CHILDREN);
    return Promise.all(this.children.map((child, n) => ask({ child, n, first: upTo(n), count: upTo(n + 1) - upTo(n) })));
  }
}
