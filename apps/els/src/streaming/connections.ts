import { Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { Clock, Metrics } from '@app/platform';
import { Snapshots } from '../snapshots/snapshots';
import { Timing } from '../timing';
import { Connection } from './connection';
import { Doorkeeper } from './doorkeeper';
import { holdReading, resumeReading } from './reading';
import { StreamingMetrics } from './streaming-metrics';

/** Every live socket, by environment. */
@Injectable()
export class Connections {
  private readonly opening = new WeakMap<WebSocket, Promise<Connection | undefined>>();
  private readonly opened = new WeakMap<WebSocket, Connection>();
  private readonly audiences = new Map<string, Set<Connection>>();

  constructor(
    private readonly doorkeeper: Doorkeeper,
    private readonly snapshots: Snapshots,
    private readonly streamingMetrics: StreamingMetrics,
    private readonly clock: Clock,
    private readonly timing: Timing,
    metrics: Metrics,
  ) {
    metrics.gauge({ name: 'flaghoist_els_connections', help: 'Live sockets, by kind of SDK.', labels: ['type'] }, (gauge) => {
      const counts = { server: 0, client: 0 };
      for (const { type } of this.all()) counts[type] += 1;
      for (const [type, count] of Object.entries(counts)) gauge.set({ type }, count);
    });
    const byEnvironment = {
      name: 'flaghoist_els_environment_connections',
      help: 'Live sockets of each environment that has any, by kind of SDK.',
      labels: ['environment', 'type'] as const,
    };
    metrics.gauge(byEnvironment, (gauge) => {
      gauge.reset();
      for (const [environment, audience] of this.audiences) for (const { type } of audience) gauge.inc({ environment, type });
    });
  }

  /**
   * Lets a socket in once its secret is known to be good and its environment is in memory. Until then it is not read.
   * Rejects with `Rejected` (never) or `Unavailable` (not now); closing is for the caller.
   */
  async open(socket: WebSocket, query: URLSearchParams): Promise<void> {
    holdReading(socket);
    const admission = this.admit(socket, query);
    this.opening.set(
      socket,
      admission.catch(() => undefined),
    );
    try {
      await admission;
    } finally {
      this.opening.delete(socket);
      resumeReading(socket);
    }
  }

  /** The connection of a socket, once it is let in. Undefined: it is not, or has gone. */
  of(socket: WebSocket): Connection | undefined | Promise<Connection | undefined> {
    return this.opened.get(socket) ?? this.opening.get(socket);
  }

  forget(socket: WebSocket): void {
    const connection = this.opened.get(socket);
    if (!connection) return;
    this.opened.delete(socket);
    this.snapshots.release(connection.environmentId);
    const audience = this.audiences.get(connection.environmentId);
    audience?.delete(connection);
    if (audience?.size === 0) this.audiences.delete(connection.environmentId);
  }

  in(environmentId: string): ReadonlySet<Connection> {
    return this.audiences.get(environmentId) ?? new Set();
  }

  get count(): number {
    return Array.from(this.audiences.values(), ({ size }) => size).reduce((sum, size) => sum + size, 0);
  }

  *all(): Iterable<Connection> {
    for (const audience of this.audiences.values()) yield* audience;
  }

  private async admit(socket: WebSocket, query: URLSearchParams): Promise<Connection | undefined> {
    const { opens, caps } = await this.doorkeeper.admit(query);
    await this.snapshots.of(opens.environmentId);
    if (socket.readyState !== socket.OPEN) return undefined; // it has gone meanwhile, and `forget` was called already
    const { maxUnreadBytes } = this.timing;
    const connection = new Connection(
      socket,
      { opens, caps, connectedAt: this.clock.now(), maxUnreadBytes },
      this.streamingMetrics,
    );
    this.opened.set(socket, connection);
    this.snapshots.retain(opens.environmentId);
    const audience = this.audiences.get(opens.environmentId) ?? new Set();
    this.audiences.set(opens.environmentId, audience.add(connection));
    return connection;
  }
}
