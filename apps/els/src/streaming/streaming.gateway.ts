import { UseFilters } from '@nestjs/common';
import { SubscribeMessage, WebSocketGateway, type OnGatewayConnection, type OnGatewayDisconnect } from '@nestjs/websockets';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { Log, Unavailable } from '@app/platform';
import { CloseCode, MessageType } from '@app/protocol';
import { Connections } from './connections';
import { Rejected } from './rejected';
import { SocketFilter } from './socket.filter';
import { SocketSyncs } from './socket-syncs';
import { StreamingMetrics } from './streaming-metrics';

const PONG = '{"messageType":"pong","data":{}}';

/** ws closes what sends a larger one with 1009. It may come byte by byte, and with empty fragments in between. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/** Frames may come while a socket is still being let in, so every handler first asks for its connection. */
@WebSocketGateway({ path: '/streaming', maxPayload: MAX_MESSAGE_BYTES, maxFragments: 2 * MAX_MESSAGE_BYTES })
@UseFilters(SocketFilter)
export class StreamingGateway implements OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly connections: Connections,
    private readonly syncs: SocketSyncs,
    private readonly metrics: StreamingMetrics,
    private readonly log: Log,
  ) {}

  /** SDKs read the close code: 4003 stops them for good, anything else makes them retry. */
  async handleConnection(socket: WebSocket, request: IncomingMessage): Promise<void> {
    try {
      await this.connections.open(socket, new URL(request.url!, 'ws://els').searchParams);
    } catch (error) {
      this.turnAway(socket, error); // Nest does not await this method: a rejection that escaped would end the process
    }
  }

  handleDisconnect(socket: WebSocket): void {
    this.connections.forget(socket);
  }

  @SubscribeMessage(MessageType.ping)
  async onPing(socket: WebSocket): Promise<void> {
    (await this.connections.of(socket))?.send(PONG);
  }

  @SubscribeMessage(MessageType.echo)
  async onEcho(socket: WebSocket, data: unknown): Promise<void> {
    const connection = await this.connections.of(socket);
    const echo = echoOf(data);
    if (echo === undefined) this.metrics.dropped.inc({ reason: 'too-deep' });
    else connection?.send(echo);
  }

  @SubscribeMessage(MessageType.dataSync)
  async onDataSync(socket: WebSocket, data: unknown): Promise<void> {
    const connection = await this.connections.of(socket);
    await connection?.inTurn(() => this.syncs.answer(connection, data));
  }

  private turnAway(socket: WebSocket, error: unknown): void {
    const code = error instanceof Rejected ? CloseCode.rejected : CloseCode.unavailable;
    const foreseen = error instanceof Rejected || error instanceof Unavailable;
    if (foreseen) this.log.debug({ reason: error.message }, 'a connection was turned away');
    else this.log.error({ err: error }, 'a connection could not be opened');
    this.metrics.closed.inc({ code });
    socket.close(code, error instanceof Rejected ? error.message : 'service unavailable');
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
