import type { Connections, Notification } from '@app/connections';
import type { Pool } from 'pg';
import type { BusReport } from '../bus-report';
import { enclosed } from '../enclosed';
import { JobConsumer } from '../jobs/job-consumer';
import { jobDefaults } from '../jobs/job-options';
import type { JobOptions } from '../jobs/job-options';
import { MessageBus } from '../message-bus';
import type { Delivery, Outgoing } from '../message-bus';
import { RealTimeConsumer } from '../real-time/real-time-consumer';
import { topicOf } from '../topic-of';
import { PostgresJobQueue } from './postgres-job-queue';
import { PostgresPublisher } from './postgres-publisher';

/** Payloads of NOTIFY are shorter than this. Source: PostgreSQL, NOTIFY. */
const maxPayloadBytes = 8_000;
const channelPrefix = 'flaghoist:';
/** Says which job topic has something new. */
const jobsChannel = `${channelPrefix}jobs`;
/** One NOTIFY for all jobs of so many ms: commits that notify wait for each other. */
const wakeEveryMs = 10;

const PUBLISH = `
  WITH stored AS (
    INSERT INTO queue_message (topic, scope_id, correlation_id, bytes, body)
    SELECT topic, scope_id, correlation_id, octet_length(body), body::json
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS new (topic, scope_id, correlation_id, body, position)
    ORDER BY position
  )
  SELECT pg_notify(channel, payload) FROM unnest($5::text[], $6::text[]) AS hint (channel, payload)`;

const NOTIFY = 'SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS hint (channel, payload)';

/** Real-time messages are NOTIFY alone, sent after the commit and kept nowhere; jobs are rows. */
export class PostgresMessageBus implements MessageBus {
  private readonly publisher: PostgresPublisher;
  private readonly listeners = new Set<() => void>();
  /** Job topics whose consumers were woken a moment ago. */
  private readonly resting = new Map<string, { again: boolean }>();

  constructor(
    private readonly pool: Pool,
    private readonly connections: Connections,
    private readonly report: BusReport,
    private readonly options: JobOptions = jobDefaults,
  ) {
    this.publisher = new PostgresPublisher(pool);
  }

  async publish(...messages: readonly Outgoing[]): Promise<void> {
    if (messages.length === 0) return;
    const jobs = messages.filter(({ topic }) => topic.kind === 'job');
    const hints = messages.filter(({ topic }) => topic.kind === 'real-time');
    const hintColumns = [hints.map(({ topic }) => channelOf(topic.name)), hints.map(payloadOf)];
    if (jobs.length === 0) return this.publisher.run(NOTIFY, hintColumns);
    await this.publisher.run(PUBLISH, [...columnsOf(jobs), ...hintColumns]);
    for (const { topic } of jobs) this.wakeConsumers(topic.name);
  }

  async subscribe(
    topics: readonly string[],
    batch: number,
    deliver: (one: Delivery) => Promise<void>,
  ): Promise<() => Promise<void>> {
    const jobTopics = topics.filter((name) => topicOf(name).kind === 'job');
    const realTimeTopics = topics.filter((name) => topicOf(name).kind === 'real-time');
    const realTime = new RealTimeConsumer(deliver, this.report);
    const queue = new PostgresJobQueue(this.pool, this.options.leaseMs);
    const jobs = new JobConsumer(queue, { topics: jobTopics, batch, deliver }, this.options, this.report);

    const channels = [...realTimeTopics.map(channelOf), ...(jobTopics.length > 0 ? [jobsChannel] : [])];
    const take = ({ channel, payload }: Notification) => {
      if (channel !== jobsChannel) realTime.take(channel.slice(channelPrefix.length), payload);
      else if (jobTopics.includes(payload)) jobs.wake();
    };
    const stopListening = await this.connections.listen(channels, take, () => this.reconnected(jobs));
    if (jobTopics.length > 0) jobs.start();
    return async () => {
      await stopListening();
      await Promise.all([realTime.stop(), jobs.stop()]);
    };
  }

  onReconnect(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private reconnected(jobs: JobConsumer): void {
    jobs.wake();
    for (const listener of this.listeners) listener();
  }

  /** At once, then not again for a while, then once for all that came meanwhile. */
  private wakeConsumers(topic: string): void {
    const resting = this.resting.get(topic);
    if (resting) {
      resting.again = true;
      return;
    }
    const rest = { again: false };
    this.resting.set(topic, rest);
    setTimeout(() => {
      this.resting.delete(topic);
      if (rest.again) this.wakeConsumers(topic);
    }, wakeEveryMs);
    // Lost where it fails: consumers look by themselves every second.
    this.pool.query(NOTIFY, [[jobsChannel], [topic]]).catch(() => {});
  }
}

function channelOf(topic: string): string {
  return `${channelPrefix}${topic}`;
}

function payloadOf(message: Outgoing): string {
  const payload = JSON.stringify(enclosed(message, Date.now()));
  const bytes = Buffer.byteLength(payload);
  if (bytes < maxPayloadBytes) return payload;
  throw new Error(
    `a message of ${message.topic.name} has ${bytes} bytes; a NOTIFY takes less than ${maxPayloadBytes}: leave out what can be loaded`,
  );
}

function columnsOf(jobs: readonly Outgoing[]): string[][] {
  const envelopes = jobs.map((job) => enclosed(job, Date.now()));
  return [
    jobs.map(({ topic }) => topic.name),
    jobs.map(({ scopeId }) => scopeId),
    envelopes.map(({ correlationId }) => correlationId),
    jobs.map(({ body }) => JSON.stringify(body)),
  ];
}
