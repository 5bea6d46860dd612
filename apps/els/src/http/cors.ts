import type { FastifyReply, FastifyRequest } from 'fastify';

/** How long a browser may remember a pre-flight, in seconds: Chromium's own limit. */
const PREFLIGHT_SECONDS = 7200;

/** `allowed`: `*`, or origins with semicolons between them. Answers the headers by which a browser lets that origin read an answer. */
export function originHeaders(allowed: string) {
  const origins = allowed === '*' ? undefined : new Set(allowed.split(';'));

  return (origin: string | undefined): Readonly<Record<string, string>> => {
    if (!origins) return { 'Access-Control-Allow-Origin': '*' };
    const allows = origin !== undefined && origins.has(origin);
    return { Vary: 'Origin', ...(allows && { 'Access-Control-Allow-Origin': origin }) };
  };
}

/**
 * Answers pre-flights, before anybody asks for a secret, and lets browsers read every answer, refusals too. The headers a browser
 * asks for are echoed: the wildcard does not cover `Authorization` (featbit-protocol.md §0 rule 19).
 */
export function cors(allowed: string) {
  const headersFor = originHeaders(allowed);

  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    void reply.headers(headersFor(request.headers.origin));
    if (request.method !== 'OPTIONS') return done();
    const headers = request.headers['access-control-request-headers'];
    if (headers) void reply.header('Access-Control-Allow-Headers', headers);
    void reply
      .code(204)
      .header('Access-Control-Allow-Methods', 'GET, POST')
      .header('Access-Control-Max-Age', String(PREFLIGHT_SECONDS))
      .header('Content-Length', '0')
      .send();
  };
}
