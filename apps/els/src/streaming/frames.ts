import { Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { Log, newCorrelationId, withCorrelation } from '@app/platform';
import { MessageType, readFrame } from '@app/protocol';
import type { Connection } from './connection';
import { Connections } from './connections';
import { SocketSyncs } from './socket-syncs';
import { StreamingMetrics } from './streaming-metrics';

const PONG = '{"messageType":"pong","data":{}}';

type Handle = (connection: Connection, data: unknown) => void | Promise<void>;

/** What SDKs say. One table for all sockets: handlers bound to each, as Nest makes them, are half a KiB of every connection. */
@Injectable()
export class Frames {
  private readonly handlers: ReadonlyMap<string, Handle> = new Map<string, Handle>([
    [MessageType.ping, (connection) => connection.send(PONG)],
    [MessageType.echo, (connection, data) => this.echo(connection, data)],
    [MessageType.dataSync, (connection, data) => connection.inTurn(() => this.syncs.answer(connection, data))],
  ]);

  constructor(
    private readonly connections: Connections,
    private readonly syncs: SocketSyncs,
    private readonly metrics: StreamingMetrics,
    private readonly log: Log,
  ) {}

  /** One frame of a socket that may still be on its way in. What it says wrong is counted and not answered. */
  take(socket: WebSocket, text: string): void {
    const frame = readFrame(text);
    const handle = frame && this.handlers.get(frame.messageType);
    if (handle) withCorrelation(newCorrelationId(), () => void this.handle(socket, handle, frame.data));
    else this.metrics.dropped.inc({ reason: frame ? 'unknown' : 'malformed' });
  }

  /** Never rejects: one that fails is our bug, and nothing is sent. */
  private async handle(socket: WebSocket, handle: Handle, data: unknown): Promise<void> {
    try {
      const connection = await this.connections.of(socket);
      if (connection) await handle(connection, data);
    } catch (error) {
      this.log.error({ err: error }, 'a frame could not be handled');
    }
  }

  private echo(connection: Connection, data: unknown): void {
    const echo = echoOf(data);
    if (echo === undefined) this.metrics.dropped.inc({ reason: 'too-deep' });
    else connection.send(echo);
  }
}

/** Undefined: it is nested deeper than can be written. */
function echoOf(data: unknown): string | undefined {
  try {
    return JSON.stringify({ messageType: MessageType.echo, data });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
