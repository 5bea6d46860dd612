import { Controller, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { HttpProblem, Metrics } from '@app/platform';
import { readInsights } from './read-insights';

/** What SDKs report. It is validated and counted; nothing consumes it yet, and a queue that nobody empties would be a leak. */
@Controller('api/public/insight')
export class TrackController {
  private readonly insights;

  constructor(metrics: Metrics) {
    this.insights = metrics.counter({
      name: 'flaghoist_els_insights_total',
      help: 'What SDKs reported: evaluations, metrics, and what was dropped because it is malformed.',
      labels: ['kind'],
    });
  }

  /** 200 whenever the array parses: most other answers end an SDK's events for good (featbit-protocol.md §0 rule 6). */
  @Post('track')
  @HttpCode(200)
  track(@Req() { body }: FastifyRequest): void {
    if (!Array.isArray(body)) {
      throw new HttpProblem({ status: 400, code: 'MALFORMED_REQUEST', detail: 'the body must be an array of insights' });
    }
    const counts = readInsights(body);
    for (const [kind, count] of Object.entries(counts)) this.insights.inc({ kind }, count as number);
  }
}
