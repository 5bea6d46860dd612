import type { Frame } from './frames';

/**
 * A frame from an SDK, its `messageType` in lower case. Undefined: not JSON, not an object, or without one of the two members;
 * it is to be counted and dropped, the connection stays (protocol §3.3). Never throws.
 */
export function readFrame(text: string): Frame | undefined {
  const message = parsed(text);
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return undefined;
  const { messageType, data } = message as Readonly<Record<string, unknown>>;
  return typeof messageType === 'string' && data !== undefined ? { messageType: messageType.toLowerCase(), data } : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
