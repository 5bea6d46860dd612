import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Clock } from './clock/clock';
import { SystemClock } from './clock/system-clock';
import { ProblemFilter } from './errors/problem.filter';
import { Health } from './health/health';
import { HealthController } from './health/health.controller';
import { Log } from './logging/log';
import { Metrics } from './metrics/metrics';
import { MetricsController } from './metrics/metrics.controller';

export interface PlatformOptions {
  /** Which process this is; in every metric. */
  readonly app: string;
  readonly log: Log;
  readonly clock?: Clock;
}

/** What every process has: one log, one clock, figures, health and the filter that answers what is thrown. */
@Module({})
export class PlatformModule {
  static forRoot({ app, log, clock = new SystemClock() }: PlatformOptions): DynamicModule {
    const shared = [
      { provide: Log, useValue: log },
      { provide: Clock, useValue: clock },
      { provide: Metrics, useFactory: () => new Metrics(app) },
      { provide: Health, useFactory: () => new Health() },
    ];
    return {
      module: PlatformModule,
      global: true,
      controllers: [HealthController, MetricsController],
      providers: [...shared, { provide: APP_FILTER, useClass: ProblemFilter }],
      exports: shared.map(({ provide }) => provide),
    };
  }
}
