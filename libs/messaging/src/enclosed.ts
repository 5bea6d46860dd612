import { correlationId, newCorrelationId } from '@app/platform';
import type { Envelope } from '@app/protocol';
import { randomUUID } from 'node:crypto';
import type { Outgoing } from './message-bus';

/** The message as it travels. It belongs to the request, frame or delivery it was published in. */
export function enclosed({ scopeId, body }: Outgoing, at: number): Envelope {
  return { id: randomUUID(), correlationId: correlationId() ?? newCorrelationId(), scopeId, at, body };
}
