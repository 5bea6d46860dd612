import type { FastifyInstance } from 'fastify';
import { HttpProblem } from '@app/platform';

/** Methods a client may try. Fastify answers those it was not given a route for with 404, as if the path were not there. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Routes by path, as they are registered. */
export class RouteTable {
  private readonly byUrl = new Map<string, Set<string>>();

  /** Call before any route is registered. */
  constructor(private readonly fastify: FastifyInstance) {
    fastify.addHook('onRoute', ({ url, method }) => {
      const known = this.byUrl.get(url) ?? new Set();
      for (const one of [method].flat()) known.add(one);
      this.byUrl.set(url, known);
    });
  }

  /** `GET /api/v1/me` and so on, each once. */
  get routes(): readonly string[] {
    return [...this.byUrl].flatMap(([url, known]) => [...known].map((method) => `${method} ${url}`));
  }

  /** Call when all routes are registered: from then on a path answers 405 to the methods it does not know. */
  answerOtherMethods(): void {
    for (const [url, known] of [...this.byUrl]) {
      const allowed = [...known].sort().join(', ');
      const others = methods.filter((method) => !known.has(method));
      if (others.length === 0 || url.includes('*')) continue;
      this.fastify.route({
        method: others,
        url,
        exposeHeadRoute: false,
        // Before the body is looked at, which would be 415 or 400.
        onRequest: async ({ method }) => {
          const detail = `${method} is not for this path; it takes ${allowed}`;
          throw new HttpProblem({ status: 405, code: 'METHOD_NOT_ALLOWED', detail, headers: { Allow: allowed } });
        },
        handler: () => undefined,
      });
    }
  }
}
