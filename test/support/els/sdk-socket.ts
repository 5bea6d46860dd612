import { WebSocket, type ClientOptions } from 'ws';
import { encodeToken } from '@app/protocol';

export interface SyncData {
  readonly eventType: 'full' | 'patch';
  readonly featureFlags: readonly Record<string, any>[];
  readonly segments: readonly Record<string, any>[];
  readonly userKeyId?: string;
  readonly revision?: number;
  readonly instance?: string;
}

/** A bare WebSocket that speaks as SDKs do, and keeps all it hears. */
export class SdkSocket {
  readonly heard: string[] = [];
  readonly closed: Promise<number>;
  private readonly waiting: ((text: string) => void)[] = [];
  private read = 0;

  constructor(readonly socket: WebSocket) {
    socket.on('error', () => {});
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (data: Buffer) => {
      this.heard.push(data.toString());
      this.waiting.shift()?.(this.heard[this.read++]!);
    });
  }

  /** Resolves when it is open. */
  static async open(url: string, options?: ClientOptions): Promise<SdkSocket> {
    const socket = new WebSocket(url, options);
    const sdk = new SdkSocket(socket);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return sdk;
  }

  /** The next message nobody has taken yet. */
  next(withinMs = 10_000): Promise<any> {
    if (this.read < this.heard.length) return Promise.resolve(JSON.parse(this.heard[this.read++]!));
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`heard nothing more in ${withinMs} ms`)), withinMs);
      this.waiting.push((text) => {
        clearTimeout(late);
        resolve(JSON.parse(text));
      });
    });
  }

  send(frame: object | string): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Asks and takes the next message, which is to be the answer. */
  async sync(timestamp: unknown = 0, more: object = {}): Promise<SyncData> {
    this.send({ messageType: 'data-sync', data: { timestamp, ...more } });
    return ((await this.next()) as { data: SyncData }).data;
  }

  async nextSync(): Promise<SyncData> {
    return ((await this.next()) as { data: SyncData }).data;
  }

  /** Whatever is on its way has come when this resolves, for answers keep their order. Answers what nobody has taken. */
  async quiet(): Promise<any[]> {
    this.send({ messageType: 'echo', data: 'quiet' });
    const heard: any[] = [];
    for (;;) {
      const message: any = await this.next();
      if (message.messageType === 'echo') return heard;
      heard.push(message);
    }
  }

  close(): void {
    this.socket.terminate();
  }
}

/** The query of an SDK's upgrade. `at`: its clock, ms. */
export function streamingQuery(type: string, secret: string, { at = Date.now(), random = 0.5, more = '' } = {}): string {
  return `type=${type}&token=${encodeToken(secret, at, random)}${more}`;
}
