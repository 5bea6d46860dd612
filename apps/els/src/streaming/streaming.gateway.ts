import { WebSocketGateway, type OnGatewayConnection, type OnGatewayDisconnect } from '@nestjs/websockets';
import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { Log, Unavailable } from '@app/platform';
import { CloseCode } from '@app/protocol';
import { Connections } from './connections';
import { Rejected } from './rejected';
import { StreamingMetrics } from './streaming-metrics';

/** ws closes what sends a larger one with 1009. It may come byte by byte, and with empty fragments in between. */
const MAX_MESSAGE_BYTES = 64 * 1024;

/** Sockets come and go; what they say goes from the adapter to `Frames`. */
@WebSocketGateway({ path: '/streaming', maxPayload: MAX_MESSAGE_BYTES, maxFragments: 2 * MAX_MESSAGE_BYTES })
export class StreamingGateway implements OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    private readonly connections: Connections,
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

  private turnAway(socket: WebSocket, error: unknown): void {
    const code = error instanceof Rejected ? CloseCode.rejected : CloseCode.unavailable;
    const foreseen = error instanceof Rejected || error instanceof Unavailable;
    if (foreseen) this.log.debug({ reason: error.message }, 'a connection was turned away');
    else this.log.error({ err: error }, 'a connection could not be opened');
    this.metrics.closed.inc({ code });
    socket.close(code, error instanceof Rejected ? error.message : 'service unavailable');
  }
}
