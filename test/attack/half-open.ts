import { connect, type Socket } from 'node:net';
import { streamingUrl } from '../support/sockets';
import { clientFrame } from '../support/wire/client-frame';
import { localAddress, upgrade } from '../support/wire/raw-socket';

/** What somebody says who then says nothing more. */
export const beginnings: Readonly<Record<string, (els: string, secret: string) => Buffer>> = {
  nothing: () => Buffer.alloc(0),
  'half a request line': () => Buffer.from('GET /strea'),
  'headers without an end': (els, secret) => Buffer.from(upgradeOf(els, secret).slice(0, -2)),
  'an upgrade, and no sync': (els, secret) => Buffer.from(upgradeOf(els, secret)),
  'an upgrade and half a frame': (els, secret) =>
    Buffer.concat([Buffer.from(upgradeOf(els, secret)), clientFrame('{"messageType":', { announced: 60_000 })]),
  'an upgrade and half a message': (els, secret) =>
    Buffer.concat([Buffer.from(upgradeOf(els, secret)), clientFrame('x'.repeat(2_000), { fin: false })]),
  'half a body': (_els, secret) =>
    Buffer.from(
      `POST /api/public/insight/track HTTP/1.1\r\nHost: els\r\nAuthorization: ${secret}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 5000000\r\n\r\n[{',
    ),
};

/** Resolves when it has said it; what is answered is not read. */
export async function halfOpen(els: string, secret: string, n: number): Promise<Socket> {
  const kinds = Object.values(beginnings);
  const { hostname, port } = new URL(els);
  const socket = connect({ host: hostname, port: Number(port), localAddress: localAddress(n) });
  socket.on('error', () => {});
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const bytes = kinds[n % kinds.length]!(els, secret);
  if (bytes.length > 0) await new Promise((resolve) => socket.write(bytes, resolve));
  return socket;
}

function upgradeOf(els: string, secret: string): string {
  return upgrade(streamingUrl(els, 'client', secret).replace(/^ws/, 'http'));
}
