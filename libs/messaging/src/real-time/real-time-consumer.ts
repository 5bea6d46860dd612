import { withCorrelation } from '@app/platform';
import { checkEnvelope } from '@app/protocol';
import type { Envelope } from '@app/protocol';
import type { BusReport } from '../bus-report';
import type { Delivery } from '../message-bus';
import { topicOf } from '../topic-of';
import { OneAtATime } from './one-at-a-time';

/** Messages that may wait for one topic and scope. Where more do, hints are lost, which costs a refresh. */
const maxWaiting = 1_000;

/** Takes what came in on real-time topics, whatever brought it, and hands it over one body a call. */
export class RealTimeConsumer {
  private readonly calls: OneAtATime;
  private readonly dropped = new Set<string>();

  constructor(
    private readonly deliver: (one: Delivery) => Promise<void>,
    private readonly report: BusReport,
  ) {
    this.calls = new OneAtATime(maxWaiting, (key) => this.fellBehind(key));
  }

  /** `text`: an envelope as JSON. Anyone who can reach the server can send one: what is not well formed is dropped. */
  take(topic: string, text: string): void {
    const envelope = this.read(topic, text);
    if (envelope) this.calls.push(`${topic} ${envelope.scopeId}`, () => this.call(topic, envelope));
  }

  stop(): Promise<void> {
    return this.calls.stop();
  }

  private read(topic: string, text: string): Envelope | undefined {
    const envelope = checkEnvelope(parsed(text));
    const body = envelope.ok ? topicOf(topic).check(envelope.body.body) : envelope;
    if (envelope.ok && body.ok) return envelope.body;
    this.report.log.warn({ topic, reason: body.ok ? undefined : body.reason }, 'dropped a message that is not well formed');
    this.report.count(topic, 'malformed');
    return undefined;
  }

  private async call(topic: string, { scopeId, correlationId, body }: Envelope): Promise<void> {
    this.dropped.delete(`${topic} ${scopeId}`);
    await withCorrelation(correlationId, async () => {
      try {
        await this.deliver({ topic, scopeId, correlationId, bodies: [body] });
        this.report.count(topic, 'handled');
      } catch (error) {
        this.report.count(topic, 'failed');
        this.report.log.error({ err: error, topic, scopeId }, 'a message was not handled and is lost');
      }
    });
  }

  /** Once for each time a handler falls behind, however much is dropped. */
  private fellBehind(key: string): void {
    this.report.count(key.slice(0, key.indexOf(' ')), 'dropped');
    if (this.dropped.has(key)) return;
    this.dropped.add(key);
    this.report.log.warn({ line: key, maxWaiting }, 'a handler falls behind; its oldest messages are dropped');
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
