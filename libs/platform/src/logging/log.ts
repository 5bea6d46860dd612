/** Facts first, as fields, then what happened: `log.warn({ environmentId, bytes }, 'payload over the limit')`. An error goes in `err`. */
export interface LogLine {
  (facts: object, message?: string): void;
  (message: string): void;
}

/** One JSON line an event. pino's logger is one. */
export abstract class Log {
  /** Wakes someone. Never for what a stranger sent. */
  abstract readonly error: LogLine;
  /** Can wait for Monday. */
  abstract readonly warn: LogLine;
  /** What an operator did. */
  abstract readonly info: LogLine;
  /** Ours. */
  abstract readonly debug: LogLine;
}
