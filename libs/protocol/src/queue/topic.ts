import type { Checked } from './checking';

interface NamedTopic<M> {
  readonly name: string;
  /** Total: answers what is wrong instead of throwing. */
  check(body: unknown): Checked<M>;
}

/** Goes to every replica, and may be lost. A handler gets one message a call. */
export interface RealTimeTopic<M = unknown> extends NamedTopic<M> {
  readonly kind: 'real-time';
}

/** Each message goes to one replica, and is durable once published. A handler gets a list of them a call. */
export interface JobTopic<M = unknown> extends NamedTopic<M> {
  readonly kind: 'job';
}

export type Topic<M = unknown> = RealTimeTopic<M> | JobTopic<M>;
