import { streamingUrl } from '../support/sockets';
import { localAddress, RawSocket } from '../support/wire/raw-socket';

const syncing = { messageType: 'data-sync', data: { timestamp: 0, user: { keyId: 'one-of-many' } } };
/** So many are let in side by side. */
const doors = 200;

/** Opens so many at once, and the next as soon as one is through. */
export async function openMany<T>(count: number, open: (n: number) => Promise<T>): Promise<T[]> {
  const opened: T[] = [];
  let next = 0;
  const door = async (): Promise<void> => {
    while (next < count) {
      const n = next++;
      opened[n] = await open(n);
    }
  };
  await Promise.all(Array.from({ length: Math.min(doors, count) }, door));
  return opened;
}

/** SDKs as they should be: each has synced and listens. */
export function wellBehaved(els: string, type: 'server' | 'client', secret: string, count: number): Promise<RawSocket[]> {
  return openMany(count, async (n) => {
    const url = streamingUrl(els, type, secret).replace(/^ws/, 'http');
    const sdk = await RawSocket.open(url, { localAddress: localAddress(n), keep: false });
    const answered = new Promise<void>((resolve, reject) => {
      sdk.socket.once('data', () => resolve());
      void sdk.ended.then(() => reject(new Error('it was not served')));
    });
    sdk.send(syncing);
    await answered;
    return sdk;
  });
}
