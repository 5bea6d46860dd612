import { Unavailable, newCorrelationId, withCorrelation } from '@app/platform';
import type { BusReport } from '../bus-report';
import type { Delivery } from '../message-bus';
import { topicOf } from '../topic-of';
import type { JobOptions } from './job-options';
import type { Claim, JobMessage, JobQueue } from './job-queue';

const longestBackOffMs = 60_000;

export interface JobSubscription {
  readonly topics: readonly string[];
  readonly batch: number;
  readonly deliver: (one: Delivery) => Promise<void>;
}

/** Takes claims from a queue and hands their messages over: one call at a time a scope, several scopes at once. */
export class JobConsumer {
  private readonly running = new Map<Claim, Promise<void>>();
  private readonly timers: NodeJS.Timeout[] = [];
  private looking: Promise<void> | undefined;
  private lookAgain = false;
  private stopped = false;
  private away = false;

  constructor(
    private readonly queue: JobQueue,
    private readonly subscription: JobSubscription,
    private readonly options: JobOptions,
    private readonly report: BusReport,
  ) {}

  start(): void {
    this.timers.push(setInterval(() => this.wake(), this.options.pollMs));
    this.timers.push(setInterval(() => void this.renew(), this.options.leaseMs / 3));
    this.wake();
  }

  /** There may be something to do. */
  wake(): void {
    if (this.stopped) return;
    this.lookAgain = true;
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
      if (this.lookAgain) this.wake();
    });
  }

  /** Takes nothing new; resolves when the calls under way have ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.lookAgain = false;
    await this.looking;
    await Promise.all(this.running.values());
    for (const timer of this.timers) clearInterval(timer); // claims are renewed until the last call has ended
  }

  private async look(): Promise<void> {
    this.lookAgain = false;
    const room = this.options.parallel - this.running.size;
    if (room <= 0) return; // whatever ends looks again
    try {
      const claims = await this.queue.claim(this.subscription.topics, room, this.subscription.batch);
      this.away = false;
      for (const claim of claims) this.begin(claim);
    } catch (error) {
      if (!this.away) this.report.log.warn({ err: error, topics: this.subscription.topics }, 'cannot ask the queue; trying on');
      this.away = true;
    }
  }

  private begin(claim: Claim): void {
    const work = (this.stopped ? this.queue.acknowledge(claim, []) : this.handle(claim))
      .catch((error: unknown) => {
        // The claim ends by itself, and the messages come again.
        this.report.log.warn(
          { err: error, topic: claim.topic, scopeId: claim.scopeId },
          'cannot tell the queue what became of a job',
        );
      })
      .finally(() => {
        this.running.delete(claim);
        this.wake();
      });
    this.running.set(claim, work);
  }

  private async handle(claim: Claim): Promise<void> {
    const batch = await this.wellFormed(claim, toTryTogether(claim.messages));
    if (batch.length === 0) return this.queue.acknowledge(claim, []);
    const correlationId = batch.length === 1 ? batch[0]!.correlationId : newCorrelationId();
    await withCorrelation(correlationId, async () => {
      const { topic, scopeId } = claim;
      if (batch.length > 1)
        this.report.log.debug({ topic, scopeId, of: batch.map((one) => one.correlationId) }, 'handling jobs together');
      try {
        await this.subscription.deliver({ topic, scopeId, correlationId, bodies: batch.map(({ body }) => body) });
      } catch (error) {
        return this.failed(claim, batch, error);
      }
      this.report.count(topic, 'handled', batch.length);
      return this.queue.acknowledge(claim, batch);
    });
  }

  /** A body that is none of its topic's would fail in every handler, each time. */
  private async wellFormed(claim: Claim, batch: readonly JobMessage[]): Promise<readonly JobMessage[]> {
    const good: JobMessage[] = [];
    for (const message of batch) {
      const checked = topicOf(claim.topic).check(message.body);
      if (checked.ok) good.push(message);
      else await this.setAside(claim, [message], checked.reason);
    }
    return good;
  }

  private async failed(claim: Claim, batch: readonly JobMessage[], error: unknown): Promise<void> {
    const { topic, scopeId } = claim;
    const { maxTries, backOffMs } = this.options;
    this.report.count(topic, 'failed', batch.length);
    if (error instanceof Unavailable) {
      this.report.log.warn({ err: error, topic, scopeId }, 'jobs wait for a server that is away');
      return this.queue.postpone(claim, [], backOffMs);
    }
    const tries = batch[0]!.tries + 1; // they have been tried together, or there is one
    this.report.log.warn({ err: error, topic, scopeId, messages: batch.length, tries }, 'jobs failed');
    if (tries < maxTries) return this.queue.postpone(claim, batch, Math.min(backOffMs * 2 ** (tries - 1), longestBackOffMs));
    await this.setAside(claim, batch, error instanceof Error ? error.message : String(error));
    return this.queue.acknowledge(claim, []);
  }

  private async setAside(claim: Claim, messages: readonly JobMessage[], reason: string): Promise<void> {
    await this.queue.setAside(claim, messages, reason);
    const { topic, scopeId } = claim;
    this.report.count(topic, 'set-aside', messages.length);
    this.report.log.error(
      { topic, scopeId, ids: messages.map(({ id }) => id), reason },
      'jobs were set aside: nobody will try them again',
    );
  }

  private async renew(): Promise<void> {
    if (this.running.size === 0) return;
    try {
      await this.queue.renew([...this.running.keys()]);
    } catch (error) {
      this.report.log.warn({ err: error, claims: this.running.size }, 'cannot renew the claims on jobs');
    }
  }
}

/** Those that never failed go together; one that failed goes alone, so that it cannot spoil others again. */
function toTryTogether(messages: readonly JobMessage[]): readonly JobMessage[] {
  const failed = messages.findIndex(({ tries }) => tries > 0);
  return failed === -1 ? messages : messages.slice(0, Math.max(failed, 1));
}
