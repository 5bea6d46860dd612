import type { BusReport } from '../bus-report';
import { enclosed } from '../enclosed';
import { JobConsumer } from '../jobs/job-consumer';
import { jobDefaults } from '../jobs/job-options';
import type { JobOptions } from '../jobs/job-options';
import type { JobQueue } from '../jobs/job-queue';
import { MessageBus } from '../message-bus';
import type { Delivery, Outgoing } from '../message-bus';
import { RealTimeConsumer } from '../real-time/real-time-consumer';
import { topicOf } from '../topic-of';
import { MemoryJobQueue } from './memory-job-queue';

/** What several buses of one process have in common, as a server would be. */
export class MemoryBroker {
  readonly jobs: MemoryJobQueue;
  /** Of every subscription, whichever bus made it. */
  readonly listeners = new Set<(topic: string, envelope: string) => void>();
  readonly wakers = new Set<() => void>();

  constructor(readonly options: JobOptions = jobDefaults) {
    this.jobs = new MemoryJobQueue(options.leaseMs);
  }
}

/** For tests: nothing selects it. */
export class MemoryMessageBus implements MessageBus {
  constructor(
    private readonly broker: MemoryBroker,
    private readonly report: BusReport,
    /** A way to the broker's queue that a test can cut. */
    private readonly jobs: JobQueue = broker.jobs,
  ) {}

  async publish(...messages: readonly Outgoing[]): Promise<void> {
    const written = messages.map((message) => ({ message, envelope: JSON.stringify(enclosed(message, Date.now())) }));
    for (const { message, envelope } of written) {
      if (message.topic.kind === 'job') this.broker.jobs.add(message.topic.name, envelope);
      else for (const listener of this.broker.listeners) listener(message.topic.name, envelope);
    }
    for (const wake of this.broker.wakers) wake();
  }

  async subscribe(
    topics: readonly string[],
    batch: number,
    deliver: (one: Delivery) => Promise<void>,
  ): Promise<() => Promise<void>> {
    const wanted = new Set(topics);
    const realTime = new RealTimeConsumer(deliver, this.report);
    const listener = (topic: string, envelope: string) => void (wanted.has(topic) && realTime.take(topic, envelope));
    const jobTopics = topics.filter((name) => topicOf(name).kind === 'job');
    const jobs = new JobConsumer(this.jobs, { topics: jobTopics, batch, deliver }, this.broker.options, this.report);
    const waker = () => jobs.wake();
    this.broker.listeners.add(listener);
    this.broker.wakers.add(waker);
    jobs.start();
    return async () => {
      this.broker.listeners.delete(listener);
      this.broker.wakers.delete(waker);
      await Promise.all([realTime.stop(), jobs.stop()]);
    };
  }

  onReconnect(): () => void {
    return () => {}; // there is no connection to lose
  }
}
