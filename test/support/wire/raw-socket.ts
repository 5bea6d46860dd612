import { connect, type Socket } from 'node:net';
import { clientFrame, type FrameShape } from './client-frame';
import { FrameReader } from './frame-reader';

export interface RawOptions {
  /** Where it comes from; one address alone has 28,000 ports. */
  readonly localAddress?: string;
  /** Whether what it hears is kept. Default: yes. */
  readonly keep?: boolean;
}

/** A WebSocket by hand: sends what no library would, reads when it is told to, and costs little. */
export class RawSocket {
  /** Text messages so far. */
  readonly heard: string[] = [];
  /** Frames so far, kept or not. */
  frames = 0;
  /** Of the close frame it was sent, if any. */
  closeCode?: number;
  /** Resolves when the connection has ended, with the close code if there was one. */
  readonly ended: Promise<number | undefined>;
  /** At the end of each frame. */
  onFrame?: () => void;
  /** In place of keeping what is heard. */
  onMessage?: (text: string) => void;
  private readonly listeners = new Set<() => void>();

  private constructor(
    readonly socket: Socket,
    keep: boolean,
    first: Buffer,
  ) {
    const reader = new FrameReader((opcode, _length, payload) => this.take(opcode, payload), keep);
    socket.on('data', (chunk) => reader.feed(chunk));
    this.ended = new Promise((resolve) => socket.once('close', () => resolve(this.closeCode)));
    reader.feed(first);
  }

  /** `url`: `http://host:port/path`. Rejects when the upgrade is refused. */
  static async open(url: string, { localAddress, keep = true }: RawOptions = {}): Promise<RawSocket> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), ...(localAddress && { localAddress }) });
    socket.on('error', () => {});
    socket.write(upgrade(url));
    let head = Buffer.alloc(0);
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error(`no upgrade: ${head.toString('latin1').split('\r\n')[0]}`));
      const hear = (chunk: Buffer): void => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        socket.off('data', hear).off('close', ended);
        if (head.toString('latin1', 9, 12) === '101') resolve(new RawSocket(socket, keep, head.subarray(end + 4)));
        else {
          socket.destroy();
          ended();
        }
      };
      socket.on('data', hear).once('close', ended);
    });
  }

  write(bytes: Buffer | string): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  send(message: unknown, shape?: FrameShape): void {
    this.write(clientFrame(typeof message === 'string' ? message : JSON.stringify(message), shape));
  }

  /** The next message matching; hangs no longer than that. */
  async until(matches: (message: any) => boolean, withinMs = 30_000): Promise<any> {
    return new Promise((resolve, reject) => {
      let read = 0;
      const late = setTimeout(() => done(() => reject(new Error(`not heard in ${withinMs} ms`))), withinMs);
      const done = (settle: () => void): void => {
        clearTimeout(late);
        this.listeners.delete(look);
        this.socket.off('close', look);
        settle();
      };
      const look = (): void => {
        for (; read < this.heard.length; read += 1) {
          const message: unknown = JSON.parse(this.heard[read]!);
          if (matches(message)) return done(() => resolve(message));
        }
        if (this.socket.destroyed) done(() => reject(new Error(`it ended (${this.closeCode}) instead`)));
      };
      this.listeners.add(look);
      this.socket.once('close', look);
      look();
    });
  }

  destroy(): void {
    this.socket.destroy();
  }

  private take(opcode: number, payload: Buffer): void {
    this.frames += 1;
    if (opcode === 8) {
      if (payload.length >= 2) this.closeCode = payload.readUInt16BE(0);
      this.socket.end();
    }
    if (opcode === 1 && payload.length > 0) {
      if (this.onMessage) this.onMessage(payload.toString());
      else this.heard.push(payload.toString());
    }
    this.onFrame?.();
    for (const listener of this.listeners) listener();
  }
}

/** A request for an upgrade, whole. */
export function upgrade(url: string): string {
  const { host, pathname, search } = new URL(url);
  const headers = [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  return `${headers.join('\r\n')}\r\n\r\n`;
}

/** Addresses of this machine, so that no one of them runs out of ports. */
export function localAddress(n: number): string {
  return `127.0.0.${2 + (n % 40)}`;
}
