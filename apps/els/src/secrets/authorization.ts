import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecretValue } from '@app/protocol';
import type { SecretOpens } from '@app/domain';
import { Unavailable } from '@app/platform';
import { doorOf } from '../http/doors';
import type { Secrets } from './secrets';

interface Opened {
  opened?: SecretOpens;
}

/**
 * Fastify's `onRequest` for the SDKs' doors: 401 with an empty body unless the header is a secret that opens them. Before the body is
 * read, so that a stranger cannot make us read one.
 */
export function authorization(secrets: Secrets) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const door = doorOf(request);
    if (!door) return undefined;
    const value = request.headers.authorization ?? '';
    const opens = isSecretValue(value) ? await opensNow(secrets, value) : undefined;
    if (opens === 'unknown') return reply.code(503).header('Retry-After', '1').send();
    if (!opens || !door.opensTo.includes(opens.type)) return reply.code(401).send();
    (request as Opened).opened = opens;
    return undefined;
  };
}

/** While nobody can be asked strangers are not worth a line in the log each. */
async function opensNow(secrets: Secrets, value: string): Promise<SecretOpens | undefined | 'unknown'> {
  try {
    return await secrets.opens(value);
  } catch (error) {
    if (error instanceof Unavailable) return 'unknown';
    throw error;
  }
}

/** What the secret of a request opens that was let in. Undefined: it asked for no SDK's door. */
export function openedBy(request: FastifyRequest): SecretOpens | undefined {
  return (request as Opened).opened;
}

/** The environment that the request's secret opens. */
export const InEnvironment = createParamDecorator(
  (_: unknown, context: ExecutionContext) => openedBy(context.switchToHttp().getRequest<FastifyRequest>())!.environmentId,
);
