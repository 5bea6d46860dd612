import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecretValue, type SecretType } from '@app/protocol';
import type { SecretOpens } from '@app/domain';
import { Unavailable } from '@app/platform';
import type { Secrets } from './secrets';

interface Opened {
  opened?: SecretOpens;
}

/** Which kinds of secret open which doors (featbit-protocol.md §1). */
const doors = new Map<string, readonly SecretType[]>([
  ['/api/public/sdk/server/latest-all', ['server']],
  ['/api/public/sdk/client/latest-all', ['client']],
  ['/api/public/insight/track', ['server', 'client']],
]);

/**
 * Fastify's `onRequest` for the SDKs' doors: 401 with an empty body unless the header is a secret that opens them. Before the body is
 * read, so that a stranger cannot make us read one.
 */
export function authorization(secrets: Secrets) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const types = doors.get(request.routeOptions.url ?? '');
    if (!types) return undefined;
    const value = request.headers.authorization ?? '';
    const opens = isSecretValue(value) ? await opensNow(secrets, value) : undefined;
    if (opens === 'unknown') return reply.code(503).header('Retry-After', '1').send();
    if (!opens || !types.includes(opens.type)) return reply.code(401).send();
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

/** The environment that the request's secret opens. */
export const InEnvironment = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Required<Opened>>().opened.environmentId,
);
