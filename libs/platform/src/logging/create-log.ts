import { pino, stdTimeFunctions } from 'pino';
import type { DestinationStream } from 'pino';
import { correlationId } from '../correlation/correlation';
import { errorFacts } from './error-facts';
import type { Log } from './log';
import type { LogLevel } from './logging.config';
import { redactedPaths } from './redaction';

export interface LogOptions {
  /** Which process speaks: `api`, `els`, `das`. Three of them may share one output. */
  readonly app: string;
  readonly level: LogLevel;
  /** Standard output unless given. */
  readonly destination?: DestinationStream;
}

export function createLog({ app, level, destination }: LogOptions): Log {
  const options = {
    level,
    base: { app },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: () => {
      const id = correlationId();
      return id === undefined ? {} : { correlationId: id };
    },
    serializers: { err: errorFacts },
    redact: { paths: redactedPaths, censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
