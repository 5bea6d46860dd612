import { encodeToken } from '@app/protocol';
import WebSocket from 'ws';

/** A bare server-SDK connection that has asked for everything and then only listens. */
export interface RawConnection {
  readonly socket: WebSocket;
  /** Payload bytes received so far. */
  bytes: number;
  /** Frames received so far, oldest first. */
  readonly frames: string[];
}

export function streamingUrl(els: string, type: 'server' | 'client', secret: string, more = ''): string {
  return `${els.replace(/^http/, 'ws')}/streaming?type=${type}&token=${encodeToken(secret, Date.now(), Math.random())}${more}`;
}

export async function rawServerConnection(els: string, secret: string): Promise<RawConnection> {
  const socket = new WebSocket(streamingUrl(els, 'server', secret), { perMessageDeflate: false });
  const connection: RawConnection = { socket, bytes: 0, frames: [] };
  socket.on('error', () => {});
  socket.on('message', (data: Buffer) => {
    connection.bytes += data.length;
    connection.frames.push(data.toString());
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ messageType: 'data-sync', data: { timestamp: 0 } }));
  return connection;
}
