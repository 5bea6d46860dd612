import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { HttpProblem } from '@app/platform';
import { doorOf } from './doors';

/** What SDKs send at most: a batch of insights, in bytes. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** Stands in the place of a body where the door refuses in its own words. */
export class UnreadableBody {
  constructor(readonly reason: string) {}
}

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Reads a body whatever its content type says; absent when there is none. One that is too large or no JSON is 400 and nothing else:
 * any other 4xx ends an SDK's events for the rest of its process (featbit-protocol.md §0 rule 6). What comes after the refusal is
 * read and thrown away, so that the SDK hears the answer.
 */
export function readBody(request: FastifyRequest, payload: Readable, done: Done): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = (problem: HttpProblem | null, body?: unknown): void => {
    payload.off('data', take).off('end', end).off('error', fail);
    payload.on('error', () => {}).resume();
    if (problem && doorOf(request)?.refusesInText) done(null, new UnreadableBody(problem.answer.detail));
    else done(problem, body);
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
