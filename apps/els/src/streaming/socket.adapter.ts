import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import type { MessageMappingProperties } from '@nestjs/websockets';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { RawData, WebSocket, WebSocketServer } from 'ws';
import { Clock, newCorrelationId, withCorrelation } from '@app/platform';
import { readFrame } from '@app/protocol';
import { Timing } from '../timing';
import { closeCodeOf } from './close-code-of';
import { FrameBudget } from './frame-budget';
import { holdReading, resumeReading } from './reading';
import { StreamingMetrics } from './streaming-metrics';
import { Upgrades, type Decide } from './upgrades';

/** What may wait to be sent while a stranger's protocol pings are answered, in bytes. */
const MAX_UNREAD_PONGS = 64 * 1024;

/** Others are any number a stranger likes. */
const KNOWN_CODES: ReadonlySet<number> = new Set([1000, 1001, 1002, 1005, 1006, 1007, 1009, 1011, 1012, 1013, 4003]);

/** After how long without a word the kernel asks whether the other side is still there. */
const KEEP_ALIVE_MS = 60_000;

/** Nest's own logs what a stranger did wrong at `error`, and keeps 8 KB of observables a socket. */
export class SocketAdapter extends WsAdapter {
  private readonly metrics: StreamingMetrics;
  private readonly upgrades: Upgrades;
  private readonly clock: Clock;
  private readonly timing: Timing;

  constructor(app: INestApplicationContext) {
    super(app);
    this.metrics = app.get(StreamingMetrics);
    this.upgrades = app.get(Upgrades);
    this.clock = app.get(Clock);
    this.timing = app.get(Timing);
  }

  override create(port: number, options: Record<string, unknown>): WebSocketServer {
    const verifyClient = ({ req }: { req: IncomingMessage }, decide: Decide): void => this.upgrades.decide(req, decide);
    (this.httpServer as Server).on('upgrade', (_: IncomingMessage, socket: Socket) => {
      socket.on('error', () => {}); // one that is refused has no other listener, and would end the process
      socket.setKeepAlive(true, KEEP_ALIVE_MS); // finds peers that are gone without a word; idle ones are never closed
    });
    return super.create(port, { ...options, perMessageDeflate: false, autoPong: false, verifyClient }) as WebSocketServer;
  }

  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    const { metrics, answerPing } = this;
    // One listener for all sockets, which is told by `this` whose it is: closures would be memory of each.
    const onError = (error: Error): void => metrics.closed.inc({ code: closeCodeOf(error) }); // ws closes it by itself
    const onPing = function (this: WebSocket, data: Buffer): void {
      answerPing(this, data);
    };
    return server.on('connection', (socket: WebSocket) => socket.on('error', onError).on('ping', onPing));
  }

  override bindClientDisconnect(socket: WebSocket, callback: () => void): void {
    socket.on('close', (code) => {
      this.metrics.ended.inc({ code: KNOWN_CODES.has(code) ? code : 'other' });
      callback();
    });
  }

  override bindMessageHandlers(socket: WebSocket, handlers: MessageMappingProperties[]): void {
    const budget = new FrameBudget(this.timing, this.clock);
    socket.on('message', (data: RawData) => {
      if (socket.readyState !== socket.OPEN) return;
      this.slowDown(socket, budget.spend());
      // Binary frames count as text (featbit-protocol.md §3.3).
      const frame = readFrame((data as Buffer).toString());
      const handler = frame && handlers.find(({ message }) => message === frame.messageType);
      if (handler)
        withCorrelation(newCorrelationId(), () => void handler.callback(frame.data)); // a filter catches everything
      else this.metrics.dropped.inc({ reason: frame ? 'unknown' : 'malformed' });
    });
  }

  private slowDown(socket: WebSocket, forMs: number): void {
    if (forMs === 0 || socket.isPaused) return;
    this.metrics.slowed.inc();
    holdReading(socket);
    setTimeout(() => resumeReading(socket), forMs).unref();
  }

  /** ws would answer by itself, however much of it is never read. */
  private readonly answerPing = (socket: WebSocket, data: Buffer): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount <= MAX_UNREAD_PONGS) return socket.pong(data);
    this.metrics.closed.inc({ code: 1006 });
    socket.terminate();
  };
}
