import type { LoggerService } from '@nestjs/common';
import type { Log } from './log';

type Write = (facts: object, message?: string) => void;

/**
 * Nest's own lines, as ours: `NestFactory.create(…, { logger: new NestLog(log) })`. What it says at `log` (a route was mapped, a
 * module started) is of no use to an operator, so it is `debug` here.
 */
export class NestLog implements LoggerService {
  constructor(private readonly to: Log) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.write((facts, text) => this.to.debug(facts, text), message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.log(message, ...rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.log(message, ...rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write((facts, text) => this.to.warn(facts, text), message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write((facts, text) => this.to.error(facts, text), message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.error(message, ...rest);
  }

  /** Nest appends the context, the name of a class, and at `error` a stack before it. */
  private write(write: Write, message: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const stack = rest.slice(0, -1).find((part) => typeof part === 'string' && part.includes('\n    at '));
    const facts = { ...(typeof context === 'string' && { context }), ...(stack !== undefined && { stack }) };
    if (message instanceof Error) write({ ...facts, err: message }, message.message);
    else write(facts, typeof message === 'string' ? message : JSON.stringify(message));
  }
}
