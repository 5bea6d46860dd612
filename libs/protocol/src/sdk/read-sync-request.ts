import type { ClientSyncRequest, ServerSyncRequest } from './frames';
import { readSdkUser } from './read-sdk-user';

/** What a server SDK asks for. Total: whatever is wrong with it asks for everything (protocol §4.1). */
export function readServerSync(data: unknown): ServerSyncRequest {
  const { timestamp, instance } = Object(data) as Readonly<Record<string, unknown>>;
  const cursor = { timestamp: readCursor(timestamp) };
  return typeof instance === 'string' && instance !== '' ? { ...cursor, instance } : cursor;
}

/** What a client SDK asks for. Undefined: it names no end user with a `keyId`, so there is nothing to answer. */
export function readClientSync(data: unknown): ClientSyncRequest | undefined {
  const user = readSdkUser((Object(data) as Readonly<Record<string, unknown>>).user);
  return user && { ...readServerSync(data), user };
}

/** 0, which asks for everything, for anything but a positive whole number. */
function readCursor(timestamp: unknown): number {
  return Number.isSafeInteger(timestamp) && (timestamp as number) > 0 ? (timestamp as number) : 0;
}
