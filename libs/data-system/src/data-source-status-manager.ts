import type { DataSourceError, DataSourceState, DataSourceStatus, ErrorInfo } from './data-source-status';
import type { Subscription } from './interfaces';
import type { Log } from './log';
import { Subscribers } from './subscribers';

/** How a client's source is doing, for as long as the client lives. `OFF` is the end: no state follows it. */
export class DataSourceStatusManager {
  private readonly handlers: Subscribers<DataSourceStatus>;
  private state: DataSourceState = 'INITIALIZING';
  private stateSince: number;
  private lastError?: Omit<ErrorInfo, 'time'> & { readonly time: number };

  /** `now`: ms since the epoch. */
  constructor(
    private readonly now: () => number,
    private readonly log: Log,
  ) {
    this.handlers = new Subscribers('data source status', log);
    this.stateSince = now();
  }

  /** As it is now; what changes later does not show in it. */
  get status(): DataSourceStatus {
    return this.snapshot()();
  }

  /** Tells the handlers when the state changes, and always with an error. An interruption before anything was valid is none. */
  setState(state: DataSourceState, error?: DataSourceError): void {
    if (this.state === 'OFF') {
      this.log.debug({ asked: state, reason: error?.message }, 'the data source is off for good: a later state is ignored');
      return;
    }
    if (error) this.remember(error);
    const changes = state !== this.state && !(state === 'INTERRUPTED' && this.state === 'INITIALIZING');
    if (changes) {
      this.state = state;
      this.stateSince = this.now();
    }
    if (changes || error) this.tell();
  }

  /** Leaves the state alone and always tells the handlers. */
  setError(error: DataSourceError): void {
    this.remember(error);
    this.tell();
  }

  /** A handler that answers `true` is not called again. */
  onChange(handler: (status: DataSourceStatus) => void | boolean): Subscription {
    return this.handlers.add(handler);
  }

  private remember({ kind, message, statusCode }: DataSourceError): void {
    this.lastError = { kind, statusCode: kind === 'ERROR_RESPONSE' ? (statusCode ?? 0) : 0, message, time: this.now() };
  }

  private tell(): void {
    this.handlers.notify(this.snapshot());
  }

  /** This moment's status, made anew at each call: a `Date` cannot be frozen. */
  private snapshot(): () => DataSourceStatus {
    const { state, stateSince, lastError } = this;
    return () =>
      Object.freeze({
        state,
        stateSince: new Date(stateSince),
        ...(lastError && { lastError: Object.freeze({ ...lastError, time: new Date(lastError.time) }) }),
      });
  }
}

/** Whether an answer with this HTTP status may be followed by a better one: all but 400–499, and of those 400, 408 and 429. */
export function isRecoverableStatus(statusCode: number): boolean {
  return statusCode < 400 || statusCode > 499 || statusCode === 400 || statusCode === 408 || statusCode === 429;
}
