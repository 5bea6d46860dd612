import type { INestApplicationContext } from '@nestjs/common';
import { WsAdapter } from '@nestjs/platform-ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import type { RawData, WebSocket, WebSocketServer } from 'ws';
import { Clock } from '@app/platform';
import { Timing } from '../timing';
import { closeCodeOf } from './close-code-of';
import { FrameBudget } from './frame-budget';
import { Frames } from './frames';
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
  private readonly frames: Frames;
  private readonly budgets = new WeakMap<WebSocket, FrameBudget>();
  private readonly clock: Clock;
  private readonly timing: Timing;

  constructor(app: INestApplicationContext) {
    super(app);
    this.metrics = app.get(StreamingMetrics);
    this.upgrades = app.get(Upgrades);
    this.frames = app.get(Frames);
    this.clock = app.get(Clock);
    this.timing = app.get(Timing);
  }

  override create(port: number, options: Record<string, unknown>): WebSocketServer {
    const verifyClient = ({ req }: { req: IncomingMessage }, decide: Decide): void => this.upgrades.decide(req, decide);
    (this.httpServer as Server).on('upgrade', (_: IncomingMessage, socket: Socket) => {
      socket.on('error', ignore); // one that is refused has no other listener, and would end the process
      socket.setKeepAlive(true, KEEP_ALIVE_MS); // finds peers that are gone without a word; idle ones are never closed
    });
    return super.create(port, { ...options, perMessageDeflate: false, autoPong: false, verifyClient }) as WebSocketServer;
  }

  /** One listener for all sockets, which is told by `this` whose it is: closures would be memory of each. */
  override bindErrorHandler(server: WebSocketServer): WebSocketServer {
    const { metrics } = this;
    const onError = (error: Error): void => metrics.closed.inc({ code: closeCodeOf(error) }); // ws closes it by itself
    const onPing = listener((socket, data) => this.answerPing(socket, data));
    const onMessage = listener((socket, data) => this.hear(socket, data));
    return server.on('connection', (socket: WebSocket) => {
      this.budgets.set(socket, new FrameBudget(this.timing, this.clock));
      socket.on('error', onError).on('ping', onPing).on('message', onMessage);
    });
  }

  override bindClientDisconnect(socket: WebSocket, callback: () => void): void {
    socket.on('close', (code) => {
      this.metrics.ended.inc({ code: KNOWN_CODES.has(code) ? code : 'other' });
      callback();
    });
  }

  /** The gateway has none: see `Frames`. */
  override bindMessageHandlers(): void {}

  private hear(socket: WebSocket, data: Buffer): void {
    if (socket.readyState !== socket.OPEN) return;
    this.slowDown(socket, this.budgets.get(socket)!.spend());
    this.frames.take(socket, data.toString()); // binary frames count as text (featbit-protocol.md §3.3)
  }

  private slowDown(socket: WebSocket, forMs: number): void {
    if (forMs === 0 || socket.isPaused) return;
    this.metrics.slowed.inc();
    holdReading(socket);
    setTimeout(() => resumeReading(socket), forMs).unref();
  }

  /** ws would answer by itself, however much of it is never read. */
  private answerPing(socket: WebSocket, data: Buffer): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount <= MAX_UNREAD_PONGS) return socket.pong(data);
    this.metrics.closed.inc({ code: 1006 });
    socket.terminate();
  }
}

function ignore(): void {}

function listener(hear: (socket: WebSocket, data: Buffer) => void) {
  return function (this: WebSocket, data: RawData): void {
    hear(this, data as Buffer);
  };
}
