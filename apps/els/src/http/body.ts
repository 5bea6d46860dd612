import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { HttpProblem } from '@app/platform';

/** What SDKs send at most: a batch of insights, in bytes. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Reads a body whatever its content type says; absent when there is none. One that is too large or no JSON is 400 and nothing else:
 * any other 4xx ends an SDK's events for the rest of its process (featbit-protocol.md §0 rule 6). What comes after the refusal is
 * read and thrown away, so that the SDK hears the answer.
 */
export function readBody(_request: FastifyRequest, payload: Readable, done: Done): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = (error: Error | null, body?: unknown): void => {
    payload.off('data', take).off('end', end).off('error', fail);
    payload.on('error', () => {}).resume();
    done(error, body);
  };
  const take = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) finish(tooLarge());
    else chunks.push(chunk);
  };
  const fail = (): void => finish(malformed('the body was cut short'));
  const end = (): void => {
    try {
      finish(null, bytes === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString('utf8')));
    } catch (error) {
      finish(malformed(`the body is not JSON: ${(error as Error).message}`));
    }
  };
  payload.on('data', take).on('end', end).on('error', fail);
}

function tooLarge(): HttpProblem {
  return new HttpProblem({
    status: 400,
    code: 'BODY_TOO_LARGE',
    detail: `a body holds at most ${MAX_BODY_BYTES} bytes: send it in parts`,
  });
}

function malformed(detail: string): HttpProblem {
  return new HttpProblem({ status: 400, code: 'MALFORMED_JSON', detail });
}
