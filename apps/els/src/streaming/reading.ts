import type { WebSocket } from 'ws';

/** How many reasons there are not to read from a socket just now. */
const reasons = new WeakMap<WebSocket, number>();

/** Stops reading: what the other side sends waits with it and not in our memory. What was read already still comes. */
export function holdReading(socket: WebSocket): void {
  const held = reasons.get(socket) ?? 0;
  reasons.set(socket, held + 1);
  if (held === 0) socket.pause();
}

/** Reads on when nobody else holds it. */
export function resumeReading(socket: WebSocket): void {
  const held = reasons.get(socket) ?? 0;
  if (held > 1) reasons.set(socket, held - 1);
  else if (reasons.delete(socket)) socket.resume();
}
