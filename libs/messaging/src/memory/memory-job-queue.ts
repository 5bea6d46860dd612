import type { Envelope } from '@app/protocol';
import { randomUUID } from 'node:crypto';
import type { Claim, JobMessage, JobQueue } from '../jobs/job-queue';

interface Kept extends JobMessage {
  readonly topic: string;
  readonly scopeId: string;
}

export interface DeadLetter extends Kept {
  readonly reason: string;
}

/** Until when (as `performance.now()` counts) nobody may claim the scope; `claim`: who may end that sooner. */
interface Hold {
  readonly claim: string;
  readonly until: number;
}

export class MemoryJobQueue implements JobQueue {
  readonly deadLetters: DeadLetter[] = [];
  private messages: Kept[] = [];
  private readonly holds = new Map<string, Hold>();
  private lastId = 0;

  constructor(private readonly leaseMs: number) {}

  /** `envelope`: JSON, as it would arrive from elsewhere. */
  add(topic: string, envelope: string): void {
    const { scopeId, correlationId, body } = JSON.parse(envelope) as Envelope;
    this.messages.push({ topic, scopeId, correlationId, id: String(++this.lastId), tries: 0, body });
  }

  async claim(topics: readonly string[], scopes: number, batch: number): Promise<readonly Claim[]> {
    const claims = new Map<string, Claim & { messages: Kept[] }>();
    for (const message of this.messages.filter(({ topic }) => topics.includes(topic))) {
      const name = nameOf(message);
      const claim = claims.get(name);
      if (claim) {
        if (claim.messages.length < batch) claim.messages.push(message);
      } else if (claims.size < scopes && !this.isHeld(name)) {
        claims.set(name, { topic: message.topic, scopeId: message.scopeId, id: randomUUID(), messages: [message] });
      }
    }
    for (const [name, { id }] of claims) this.holds.set(name, { claim: id, until: performance.now() + this.leaseMs });
    return [...claims.values()];
  }

  async renew(claims: readonly Claim[]): Promise<void> {
    for (const claim of claims)
      if (this.isOf(claim)) this.holds.set(nameOf(claim), { claim: claim.id, until: performance.now() + this.leaseMs });
  }

  async acknowledge(claim: Claim, done: readonly JobMessage[]): Promise<void> {
    this.remove(done);
    if (this.isOf(claim)) this.holds.delete(nameOf(claim));
  }

  async postpone(claim: Claim, tried: readonly JobMessage[], afterMs: number): Promise<void> {
    const ids = new Set(tried.map(({ id }) => id));
    this.messages = this.messages.map((message) => (ids.has(message.id) ? { ...message, tries: message.tries + 1 } : message));
    if (this.isOf(claim)) this.holds.set(nameOf(claim), { claim: randomUUID(), until: performance.now() + afterMs });
  }

  async setAside({ topic, scopeId }: Claim, messages: readonly JobMessage[], reason: string): Promise<void> {
    this.remove(messages);
    this.deadLetters.push(...messages.map((message) => ({ ...message, topic, scopeId, tries: message.tries + 1, reason })));
  }

  private remove(messages: readonly JobMessage[]): void {
    const ids = new Set(messages.map(({ id }) => id));
    this.messages = this.messages.filter(({ id }) => !ids.has(id));
  }

  private isHeld(name: string): boolean {
    return (this.holds.get(name)?.until ?? 0) > performance.now();
  }

  private isOf(claim: Claim): boolean {
    return this.holds.get(nameOf(claim))?.claim === claim.id;
  }
}

function nameOf({ topic, scopeId }: { readonly topic: string; readonly scopeId: string }): string {
  return `${topic} ${scopeId}`;
}
