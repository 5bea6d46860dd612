import { Injectable } from '@nestjs/common';
import { Metrics } from '@app/platform';

@Injectable()
export class StreamingMetrics {
  readonly closed;
  readonly ended;
  readonly dropped;
  readonly slowed;
  readonly syncs;

  constructor(metrics: Metrics) {
    this.closed = metrics.counter({
      name: 'flaghoist_els_closed_total',
      help: 'Sockets we closed, by close code: those of the protocol, what ws closes by itself (1002, 1007, 1009), 1006 where we cut it off.',
      labels: ['code'],
    });
    this.ended = metrics.counter({
      name: 'flaghoist_els_ended_total',
      help: 'Sockets that are gone, by the close code they came with: 1006 without a goodbye, 1005 with one that has none.',
      labels: ['code'],
    });
    this.dropped = metrics.counter({
      name: 'flaghoist_els_frames_dropped_total',
      help: 'Frames that were not answered: malformed, of an unknown type, or a sync that names no end user.',
      labels: ['reason'],
    });
    this.slowed = metrics.counter({
      name: 'flaghoist_els_frames_slowed_total',
      help: 'Frames after which a socket was not read for a while.',
    });
    this.syncs = metrics.counter({
      name: 'flaghoist_els_syncs_total',
      help: 'Sync answers sent, by kind of SDK.',
      labels: ['type'],
    });
  }
}
