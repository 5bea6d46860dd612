import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { Metrics } from '@app/platform';

/** How long requests take, by route as it is registered: whatever a stranger asks for, the labels stay few. */
@Injectable()
export class RequestFigures {
  constructor(http: HttpAdapterHost<FastifyAdapter>, metrics: Metrics) {
    const seconds = metrics.histogram({
      name: 'flaghoist_http_request_seconds',
      help: 'From the first byte of a request to the last of its answer.',
      labels: ['method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    });
    http.httpAdapter.getInstance().addHook('onResponse', async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
      seconds.observe({ method, route: routeOptions.url ?? 'none', status: String(statusCode) }, elapsedTime / 1000);
    });
  }
}
