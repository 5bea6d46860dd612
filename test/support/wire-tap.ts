import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import WebSocketClient from 'ws';

/** How one upgrade is answered, in place of passing it on. */
export type Refusal = { readonly status: number } | { readonly closeCode: number };

const perConnection = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'content-length', 'content-encoding']);

/**
 * Stands between an SDK and els as a proxy would: passes every frame and request on, keeps what went through, and can add a frame
 * of its own or refuse an upgrade.
 */
export class WireTap {
  /** Frames that went to the SDK, oldest first, all connections. */
  readonly toSdk: string[] = [];
  /** Polling and reporting requests and their answers; preflights are not among them. */
  readonly requests: {
    headers: IncomingMessage['headers'];
    url: string;
    status: number;
    body: string;
    answerHeaders: Headers;
  }[] = [];
  /** `performance.now()` of each upgrade that was asked for. */
  readonly upgradesAt: number[] = [];
  /** How els ended connections, oldest first. */
  readonly closeCodes: number[] = [];
  /** What the next upgrades are answered; empty: passed on. */
  readonly refuse: Refusal[] = [];

  /** els as connections to it see them. */
  private readonly upstream = new Set<WebSocketClient>();
  private readonly sockets = new Set<WebSocket>();
  private readonly raw = new Set<Socket>();

  private constructor(
    readonly address: string,
    /** Where the next connections and requests are passed on to. */
    public els: string,
    private readonly server: Server,
  ) {}

  static async before(els: string): Promise<WireTap> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const tap = new WireTap(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, els, server);
    const upgrades = new WebSocketServer({ noServer: true });
    server.on('connection', (socket) => tap.raw.add(socket));
    server.on('upgrade', (request, socket, head) => {
      tap.upgradesAt.push(performance.now());
      const refusal = tap.refuse.shift();
      if (refusal && 'status' in refusal) {
        socket.end(`HTTP/1.1 ${refusal.status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
        return;
      }
      upgrades.handleUpgrade(request, socket, head, (sdk) => {
        if (refusal) sdk.close(refusal.closeCode);
        else tap.pass(sdk, `${tap.els.replace(/^http/, 'ws')}${request.url}`);
      });
    });
    server.on('request', (request, response) => {
      void tap.forward(request).then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
    });
    return tap;
  }

  /** Says something to every connected SDK as if els had. */
  inject(frame: unknown): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(frame));
  }

  /** Reads nothing more of what els sends, as an SDK does that hangs; `false`: reads on. */
  hang(hangs = true): void {
    for (const socket of this.upstream) {
      if (hangs) socket.pause();
      else socket.resume();
    }
  }

  /** Cuts every connection without a word, as a network does. */
  cut(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  async close(): Promise<void> {
    this.cut();
    for (const socket of this.raw) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(sdk: WebSocket, url: string): void {
    const els = new WebSocketClient(url, { perMessageDeflate: false });
    const early: string[] = [];
    this.sockets.add(sdk);
    this.upstream.add(els);
    sdk.on('message', (data: Buffer) => (els.readyState === els.OPEN ? els.send(data.toString()) : early.push(data.toString())));
    els.on('open', () => early.forEach((frame) => els.send(frame)));
    els.on('message', (data: Buffer) => {
      this.toSdk.push(data.toString());
      sdk.send(data.toString());
    });
    els.on('close', (code, reason) => {
      this.upstream.delete(els);
      this.closeCodes.push(code);
      if (code === 1005 || code === 1006) sdk.terminate();
      else sdk.close(code, reason);
    });
    sdk.on('close', () => {
      this.sockets.delete(sdk);
      els.terminate();
    });
    for (const socket of [els, sdk]) socket.on('error', () => {});
  }

  private async forward(request: IncomingMessage): Promise<{ status: number; headers: Record<string, string>; body: string }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !perConnection.has(name)));
    const answer = await fetch(`${this.els}${request.url}`, {
      method: request.method,
      headers: headers as Record<string, string>,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    });
    const body = await answer.text();
    const { status, headers: answerHeaders } = answer;
    if (request.method !== 'OPTIONS') {
      this.requests.push({ headers: request.headers, url: request.url ?? '', status, body, answerHeaders });
    }
    return { status, headers: Object.fromEntries([...answerHeaders].filter(([name]) => !perConnection.has(name))), body };
  }
}
