import { Injectable } from '@nestjs/common';
import { Clock, Metrics } from '@app/platform';
import { ElsOwnEnv } from '../els.config';
import type { Policy } from './doors';
import { FixedWindow } from './fixed-window';

/** What is answered to one too many. */
export const TOO_MANY = JSON.stringify({ error: 'too many requests of this environment: come back later' });

/** How many requests an environment may make of each kind; off unless configured. Only environments that exist are counted. */
@Injectable()
export class RateLimits {
  private readonly windows = new Map<Policy, FixedWindow>();
  private readonly refused;

  constructor(config: ElsOwnEnv, clock: Clock, metrics: Metrics) {
    this.refused = metrics.counter({
      name: 'flaghoist_els_rate_limited_total',
      help: 'Requests and upgrades that were refused with 429, by what is limited.',
      labels: ['policy'],
    });
    const limits: Readonly<Record<Policy, number>> = {
      Sdk: config.RATE_LIMIT_SDK,
      Insight: config.RATE_LIMIT_INSIGHT,
      FeatureFlag: config.RATE_LIMIT_FEATURE_FLAG,
      ClientPolling: config.RATE_LIMIT_CLIENT_POLLING,
      Streaming: config.RATE_LIMIT_STREAMING,
    };
    for (const [policy, limit] of Object.entries(limits) as [Policy, number][]) {
      if (!config.RATE_LIMITS || limit === 0) continue;
      this.windows.set(policy, new FixedWindow(limit, config.RATE_LIMIT_SECONDS * 1000, clock));
    }
  }

  limits(policy: Policy): boolean {
    return this.windows.has(policy);
  }

  /** Counts one. 0: let it pass; else after how many seconds it may come back. */
  take(policy: Policy, environmentId: string): number {
    const waitMs = this.windows.get(policy)?.take(environmentId) ?? 0;
    if (waitMs > 0) this.refused.inc({ policy });
    return Math.ceil(waitMs / 1000);
  }
}
