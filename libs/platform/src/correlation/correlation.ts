import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

/** Sixteen hexadecimal digits: the end of a UUID, as Node keeps random bytes in stock for those, and every frame needs one. */
export function newCorrelationId(): string {
  const uuid = randomUUID();
  return uuid.slice(19, 23) + uuid.slice(24);
}

/** The id of the request, frame or delivery this code runs for. Undefined: none, a job of our own. */
export function correlationId(): string | undefined {
  return storage.getStore();
}

/** Runs `work`, and all it starts, for this correlation id: every log line and every message it sends carries it. */
export function withCorrelation<T>(id: string, work: () => T): T {
  return storage.run(id, work);
}
