import { pause } from './eventually';
import { ClientStore, ServerStore, type SdkStore } from './sdk-store';
import { streamingUrl } from './sockets';
import { RawSocket } from './wire/raw-socket';

const RETRY_MS = 200;

export interface SdkOptions {
  /** `http://…` of els. */
  readonly els: string;
  readonly type: 'server' | 'client';
  readonly secret: string;
  readonly keyId: string;
}

/** An SDK as far as the wire goes: keeps a store by the published ones' rules, and comes back with its cursor whenever it is cut. */
export class PersistentSdk {
  readonly store: SdkStore;
  /** How often it was connected. */
  connects = 0;
  private current?: RawSocket;
  private closed = false;
  private readonly living: Promise<void>;

  constructor(private readonly options: SdkOptions) {
    this.store = options.type === 'server' ? new ServerStore() : new ClientStore(options.keyId);
    this.living = this.live();
  }

  /** Stops reading for so long. */
  async sleep(ms: number): Promise<void> {
    const socket = this.current?.socket;
    socket?.pause();
    await pause(ms);
    socket?.resume();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.current?.destroy();
    await this.living;
  }

  private async live(): Promise<void> {
    while (!this.closed) {
      await this.connectOnce().catch(() => {});
      if (!this.closed) await pause(RETRY_MS);
    }
  }

  /** Resolves when that connection has ended. */
  private async connectOnce(): Promise<void> {
    const { els, type, secret, keyId } = this.options;
    const socket = await RawSocket.open(streamingUrl(els, type, secret).replace(/^ws/, 'http'));
    if (this.closed) return socket.destroy();
    this.connects += 1;
    this.current = socket;
    socket.onMessage = (text) => {
      const { messageType, data } = JSON.parse(text);
      if (messageType === 'data-sync') this.store.take(data);
    };
    socket.send({ messageType: 'data-sync', data: { timestamp: this.store.cursor, user: { keyId } } });
    if ((await socket.ended) === 4003) this.closed = true; // never again, as SDKs do
  }
}
