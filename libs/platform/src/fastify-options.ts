import { correlationOf } from './correlation/request-correlation';
import { ProblemAnswers } from './errors/problem-answers';
import type { AnsweredRequest, ProblemReply } from './errors/problem-answers';
import type { Log } from './logging/log';

/**
 * What each process tells Fastify: `new FastifyAdapter({ ...fastifyOptions(log), bodyLimit, … })`. A request's id is its correlation
 * id, and a malformed URL, which never reaches a filter, is answered like everything else.
 */
export function fastifyOptions(log: Log) {
  const answers = new ProblemAnswers(log);
  return {
    logger: false as const,
    requestIdHeader: false as const,
    genReqId: correlationOf,
    // Fastify types `send` by the schemas of the route, and here there is no route.
    frameworkErrors: (error: Error, request: AnsweredRequest, reply: unknown) =>
      answers.send(error, request, reply as ProblemReply),
  };
}
