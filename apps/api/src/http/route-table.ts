import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { HttpProblem } from '@app/platform';

/** Methods a client may try. Fastify answers those it has no route for with 404, as if the path were not there. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** Every route there is, whoever registered it. */
@Injectable()
export class RouteTable {
  private readonly byUrl = new Map<string, Set<string>>();
  private complete = false;

  constructor(private readonly http: HttpAdapterHost<FastifyAdapter>) {
    this.http.httpAdapter.getInstance().addHook('onRoute', ({ url, method }) => this.note(url, [method].flat()));
  }

  /** `GET /api/v1/me` and so on, each once. */
  get routes(): readonly string[] {
    return [...this.byUrl].flatMap(([url, known]) => [...known].map((method) => `${method} ${url}`));
  }

  /** Call when all routes are registered: from then on a path answers 405 to the methods it does not know. */
  answerOtherMethods(): void {
    this.complete = true;
    for (const [url, known] of this.byUrl) if (!url.includes('*')) this.refuseOthers(url, known);
  }

  private note(url: string, added: readonly string[]): void {
    if (this.complete) return;
    const known = this.byUrl.get(url) ?? new Set();
    for (const method of added) known.add(method);
    this.byUrl.set(url, known);
  }

  private refuseOthers(url: string, known: ReadonlySet<string>): void {
    const allowed = [...known].sort().join(', ');
    this.http.httpAdapter.getInstance().route({
      method: methods.filter((method) => !known.has(method)),
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
