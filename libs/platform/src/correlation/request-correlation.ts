import type { IncomingMessage } from 'node:http';
import { newCorrelationId, withCorrelation } from './correlation';

/** What a caller may choose: short, printable, nothing that could forge a log line. */
const acceptable = /^[\w.:-]{1,64}$/;

/** The caller's `X-Correlation-Id` where it is acceptable, else a new one. Fastify's `genReqId`. */
export function correlationOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && acceptable.test(given) ? given : newCorrelationId();
}

interface Hooks {
  addHook(
    name: 'onRequest' | 'preValidation',
    hook: (request: { id: string }, reply: unknown, done: () => void) => void,
  ): unknown;
}

/** Enters the request's correlation id; once more when the body has been read, for its events arrive outside of the first. */
export function enterCorrelationPerRequest(fastify: Hooks): void {
  for (const name of ['onRequest', 'preValidation'] as const) {
    fastify.addHook(name, ({ id }, _reply, done) => withCorrelation(id, done));
  }
}
