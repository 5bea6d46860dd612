import type { FastifyReply, FastifyRequest } from 'fastify';
import { openedBy } from '../secrets/authorization';
import { doorOf } from './doors';
import { TOO_MANY, type RateLimits } from './rate-limits';

/** Fastify's `onRequest`, after the secret: whoever has none is nobody's environment. Before the body, which would cost as much again. */
export function limitRequests(limits: RateLimits) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const [door, opened] = [doorOf(request), openedBy(request)];
    const waitSeconds = door && opened ? limits.take(door.policy, opened.environmentId) : 0;
    if (waitSeconds === 0) return done();
    void reply.code(429).header('Retry-After', String(waitSeconds)).type('application/json; charset=utf-8').send(TOO_MANY);
  };
}
