import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

/** Sixteen hexadecimal digits. */
export function newCorrelationId(): string {
  return randomBytes(8).toString('hex');
}

/** The id of the request, frame or delivery this code runs for. Undefined: none, a job of our own. */
export function correlationId(): string | undefined {
  return storage.getStore();
}

/** Runs `work`, and all it starts, for this correlation id: every log line and every message it sends carries it. */
export function withCorrelation<T>(id: string, work: () => T): T {
  return storage.run(id, work);
}
