import type { Topic } from '@app/protocol';

/** Made by `to(topic, scopeId, body)`, which checks the body. Order is kept within a scope (Kafka's message key). */
export interface Outgoing<M = unknown> {
  readonly topic: Topic<M>;
  /** The environment; of `workspace-changed` the workspace, of `presence` the els. */
  readonly scopeId: string;
  readonly body: M;
}

export interface Delivery {
  readonly topic: string;
  readonly scopeId: string;
  /** The message's; for several a new one, which the bus logs with theirs. */
  readonly correlationId: string;
  readonly bodies: readonly unknown[];
}

/** What our processes say to each other. Each body travels in an envelope: { id, correlationId, scopeId, at, body }. */
export abstract class MessageBus {
  /**
   * All or none (one INSERT, one MULTI, one transaction). Real-time: handed over, may be lost. Job: durable when it resolves; rejects
   * with `Unavailable` after 2 s.
   */
  abstract publish(...messages: readonly Outgoing[]): Promise<void>;
  /**
   * One call at a time per topic and scope, oldest first, scopes in parallel. Real-time: one body a call, lost when it rejects. Job: up
   * to `batch` bodies a call, acknowledged together when it resolves, tried again with back-off when it rejects, set aside with the
   * reason after the last try. (An `Unavailable` is no try: nothing is wrong with the message. What failed is tried again one by one,
   * so that it is alone when it is set aside.) Answers a function that stops it, after the calls under way.
   */
  abstract subscribe(
    topics: readonly string[],
    batch: number,
    deliver: (one: Delivery) => Promise<void>,
  ): Promise<() => Promise<void>>;
  /** Real-time messages may have been lost: the connection was. Answers a function that ends it. */
  abstract onReconnect(listener: () => void): () => void;
}
