import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecretValue, type SecretType } from '@app/protocol';
import type { SecretOpens } from '@app/domain';
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
    const opens = isSecretValue(value) ? await secrets.opens(value) : undefined;
    if (!opens || !types.includes(opens.type)) return reply.code(401).send();
    (request as Opened).opened = opens;
    return undefined;
  };
}

/** The environment that the request's secret opens. */
export const InEnvironment = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<Required<Opened>>().opened.environmentId,
);
