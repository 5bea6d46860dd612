import { Injectable } from '@nestjs/common';
import { Metrics } from '@app/platform';

@Injectable()
export class SnapshotMetrics {
  readonly hints;
  readonly refreshes;
  readonly leftOut;

  constructor(metrics: Metrics) {
    this.hints = metrics.counter({
      name: 'flaghoist_els_hints_total',
      help: 'Hints that came: behind our revision, applied, or answered by a refresh.',
      labels: ['outcome'],
    });
    this.refreshes = metrics.counter({
      name: 'flaghoist_els_refreshes_total',
      help: 'Reads of an environment: loaded whole, applied, unchanged, or failed.',
      labels: ['outcome'],
    });
    this.leftOut = metrics.counter({
      name: 'flaghoist_els_left_out_total',
      help: 'Flags and segments that could not be compiled.',
      labels: ['kind'],
    });
  }
}
