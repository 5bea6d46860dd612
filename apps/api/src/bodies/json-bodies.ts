import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Malformed } from '@app/domain';
import { HttpProblem } from '@app/platform';
import { findUnwalkable } from './keepable';

const json = 'application/json';
const mergePatch = 'application/merge-patch+json';

/** The bodies this API takes, in place of whatever Fastify takes by itself. Everything else is 415. */
export function takeJsonBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(json, { parseAs: 'buffer' }, async (_request: FastifyRequest, body: Buffer) => parseBody(body));
  fastify.addContentTypeParser(mergePatch, { parseAs: 'buffer' }, async ({ method }: FastifyRequest, body: Buffer) => {
    if (method !== 'PATCH') throw unsupported(mergePatch);
    return parseBody(body);
  });
  fastify.addContentTypeParser('*', async ({ headers }: FastifyRequest) => {
    throw unsupported(headers['content-type'] ?? 'a body without Content-Type');
  });
}

function unsupported(type: string): HttpProblem {
  const detail = `${type} is not taken here: send ${json}, or to a PATCH ${mergePatch}`;
  return new HttpProblem({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', detail });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** No body at all is undefined, which is not the same as `null`. */
function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  const value = parseJson(body);
  const unwalkable = findUnwalkable(value);
  if (unwalkable) throw new Malformed([{ ...unwalkable, code: 'MALFORMED_REQUEST' }]);
  return value;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch (error) {
    const detail = `the body is not JSON in UTF-8: ${(error as Error).message}`;
    throw new Malformed([{ pointer: '', code: 'MALFORMED_JSON', detail }]);
  }
}
