import type { Log } from '../logging/log';
import { answerOf } from './answer-of';
import { problemOf } from './problem';
import type { Answer } from './problem';

const bug: Answer = {
  status: 500,
  code: 'INTERNAL',
  detail: 'something went wrong here; the log has more under the correlation id',
};

/** What is needed of Fastify's request and reply. */
export interface AnsweredRequest {
  readonly id: string;
  readonly url: string;
  readonly method: string;
}
export interface ProblemReply {
  readonly sent: boolean;
  readonly raw: { readonly headersSent: boolean };
  code(status: number): this;
  headers(values: Record<string, string>): this;
  send(body: string): unknown;
}

/** Answers a thrown error as a problem, once; what nobody foresaw is logged with its stack and answered without a word of it. */
export class ProblemAnswers {
  constructor(private readonly log: Log) {}

  send(error: unknown, request: AnsweredRequest, reply: ProblemReply): void {
    const path = request.url.split('?', 1)[0]!;
    const answer = answerOf(error) ?? bug;
    if (answer === bug)
      this.log.error({ err: error, method: request.method, path, correlationId: request.id }, 'a request failed');
    else if (answer.status === 503)
      this.log.warn({ err: error, path, correlationId: request.id }, 'a request could not be served');
    if (reply.sent || reply.raw.headersSent) return;
    const problem = problemOf(answer, { path, correlationId: request.id });
    void reply
      .code(answer.status)
      .headers({ 'Content-Type': 'application/problem+json', ...answer.headers })
      .send(JSON.stringify(problem));
  }
}
