import { Injectable, type OnModuleInit } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { Clock, Log, Metrics } from '@app/platform';
import { CloseCode } from '@app/protocol';
import type { Snapshot } from '../snapshots/snapshot';
import { Snapshots } from '../snapshots/snapshots';
import type { Connection } from '../streaming/connection';
import { Connections } from '../streaming/connections';
import { ClientAnswers } from '../sync/client-answers';
import { serverNews } from '../sync/server-answers';
import { Timing } from '../timing';

/**
 * Brings every synced connection of an environment to its newest snapshot: server SDKs by one frame that all of them share, client
 * SDKs by an answer each. One run at a time an environment; when another change comes meanwhile, what is left gets both at once.
 */
@Injectable()
export class FanOut implements OnModuleInit {
  /** Environments that are being told; true: there is something newer than what the run began with. */
  private readonly running = new Map<string, boolean>();
  private readonly pushes;
  private readonly duration;

  constructor(
    private readonly snapshots: Snapshots,
    private readonly connections: Connections,
    private readonly clients: ClientAnswers,
    private readonly clock: Clock,
    private readonly timing: Timing,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.pushes = metrics.counter({
      name: 'flaghoist_els_pushes_total',
      help: 'Changes sent to connections, by kind of SDK.',
      labels: ['type'],
    });
    this.duration = metrics.histogram({
      name: 'flaghoist_els_fan_out_seconds',
      help: 'From a newer snapshot to the last connection of its environment that was told.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    });
  }

  onModuleInit(): void {
    this.snapshots.onAdvance(({ environmentId }) => this.tell(environmentId));
  }

  /** The first slice is sent in the same turn. */
  private tell(environmentId: string): void {
    if (this.running.has(environmentId)) return void this.running.set(environmentId, true);
    void this.run(environmentId);
  }

  private async run(environmentId: string): Promise<void> {
    do {
      this.running.set(environmentId, false);
      const startedAt = this.clock.monotonic();
      let sliceEndsAt = startedAt + this.timing.sliceMs;
      const pushed = { server: 0, client: 0 }; // told once a run: 10,000 look-ups of a label are not free
      for (const connection of this.connections.in(environmentId)) {
        const snapshot = this.snapshots.current(environmentId);
        if (snapshot && isBehind(connection, snapshot) && this.bring(connection, snapshot)) pushed[connection.type] += 1;
        if (this.clock.monotonic() < sliceEndsAt) continue;
        await setImmediate();
        sliceEndsAt = this.clock.monotonic() + this.timing.sliceMs;
      }
      for (const type of ['server', 'client'] as const) this.pushes.inc({ type }, pushed[type]);
      this.duration.observe((this.clock.monotonic() - startedAt) / 1000);
    } while (this.running.get(environmentId));
    this.running.delete(environmentId); // in the same turn: nobody can come in between
  }

  /** Whether it was sent something. Whatever goes wrong for one is its own: it is closed, and syncs again. */
  private bring(connection: Connection, snapshot: Snapshot): boolean {
    try {
      const frame = this.frameFor(connection, snapshot);
      connection.push(frame, snapshot);
      return frame !== undefined;
    } catch (error) {
      this.log.error({ err: error, environmentId: snapshot.environmentId }, 'a change could not be sent to a connection');
      connection.close(CloseCode.unavailable, 'service unavailable');
      return false;
    }
  }

  private frameFor(
    { type, caps, endUser, sentRevision = 0, sentHistory }: Connection,
    snapshot: Snapshot,
  ): Buffer | string | undefined {
    const has = { cursor: sentRevision, history: sentHistory };
    if (type === 'server') return serverNews(snapshot, has, caps);
    return endUser && this.clients.push(snapshot, has, endUser, caps);
  }
}

/** Not before its first sync was answered: that answer holds all there is by then. */
function isBehind({ isOpen, sentRevision, sentHistory }: Connection, snapshot: Snapshot): boolean {
  return isOpen && sentRevision !== undefined && (sentRevision < snapshot.revision || sentHistory !== snapshot.history);
}
