import type { Log } from '../src/log';

/** A log to look at. */
export class RecordedLog implements Log {
  readonly debugs: string[] = [];
  readonly warnings: string[] = [];
  readonly errors: string[] = [];

  debug(_facts: object, message: string): void {
    this.debugs.push(message);
  }

  warn(_facts: object, message: string): void {
    this.warnings.push(message);
  }

  error(_facts: object, message: string): void {
    this.errors.push(message);
  }
}
