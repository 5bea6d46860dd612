import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';

/** The methods of each path, so that a known path asked with another method is 405 and not 404. Paths are compared in any case. */
export class KnownRoutes {
  private readonly methods = new Map<string, Set<string>>();

  /** For Fastify's `onRoute`. */
  readonly learn = ({ url, method }: RouteOptions): void => {
    const path = url.toLowerCase();
    const known = this.methods.get(path) ?? new Set<string>();
    for (const one of [method].flat()) known.add(one);
    this.methods.set(path, known);
  };

  /** For Fastify's `onRequest`. */
  readonly refuse = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const allowed = request.is404 ? this.methods.get(request.url.split('?', 1)[0]!.toLowerCase()) : undefined;
    if (!allowed) return done();
    void reply
      .code(405)
      .header('Allow', [...allowed].join(', '))
      .send();
  };
}
