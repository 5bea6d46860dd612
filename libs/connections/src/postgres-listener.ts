import type { Log } from '@app/platform';
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';

export interface Notification {
  readonly channel: string;
  readonly payload: string;
}

interface Hooks {
  readonly onMessage: (one: Notification) => void;
  readonly onReconnect: () => void;
}

const firstDelayMs = 100;
const longestDelayMs = 5_000;
const goodbyeMs = 1_000;

/** A connection whose other end is gone without a word is noticed by asking. */
export interface Heartbeat {
  readonly everyMs: number;
  readonly answerWithinMs: number;
}

/** A client that does nothing but LISTEN. `pg` does not open it again when it breaks; this does. */
export class PostgresListener {
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private opening: Promise<void> | undefined;
  private delayMs = firstDelayMs;
  private heardBefore = false;
  private stopped = false;

  constructor(
    private readonly connectionString: string,
    private readonly channels: readonly string[],
    private readonly hooks: Hooks,
    private readonly log: Log,
    private readonly pulse: Heartbeat = { everyMs: 15_000, answerWithinMs: 5_000 },
  ) {}

  /** Resolves after the first try, whatever came of it. */
  start(): Promise<void> {
    return (this.opening = this.open());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.opening;
    await this.letGo(this.client);
  }

  private async open(): Promise<void> {
    const { default: pg } = await import('pg');
    const client = new pg.Client({
      connectionString: this.connectionString,
      connectionTimeoutMillis: this.pulse.answerWithinMs,
      query_timeout: this.pulse.answerWithinMs,
      keepAlive: true,
      application_name: 'flaghoist listen',
    });
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client.on('notification', ({ channel, payload = '' }) => this.tell(() => this.hooks.onMessage({ channel, payload })));
    this.client = client;
    try {
      await client.connect();
      for (const channel of this.channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      this.listening(client);
    } catch (error) {
      this.lost(client, error);
    }
  }

  private listening(client: Client): void {
    if (this.stopped || this.client !== client) return;
    this.delayMs = firstDelayMs;
    this.beat(client);
    if (this.heardBefore) this.tell(this.hooks.onReconnect);
    this.heardBefore = true;
  }

  /** Nobody is above us to catch what a hook throws. */
  private tell(hook: () => void): void {
    try {
      hook();
    } catch (error) {
      this.log.error({ err: error, channels: this.channels }, 'what the database said could not be taken');
    }
  }

  private beat(client: Client): void {
    this.heartbeat = setTimeout(() => {
      client.query('SELECT 1').then(
        () => this.client === client && this.beat(client),
        (error: unknown) => this.lost(client, error),
      );
    }, this.pulse.everyMs);
  }

  /** Reported by several events of one break: the first counts. */
  private lost(client: Client, error?: unknown): void {
    if (this.client !== client) return;
    void this.letGo(client);
    if (this.stopped) return;
    this.log.warn({ err: error, channels: this.channels, retryInMs: this.delayMs }, 'not listening to the database');
    this.heardBefore = true; // what is sent from now on is missed
    this.retry = setTimeout(() => void (this.opening = this.open()), this.delayMs);
    this.delayMs = Math.min(this.delayMs * 2, longestDelayMs);
  }

  private async letGo(client: Client | undefined): Promise<void> {
    clearTimeout(this.heartbeat);
    this.client = undefined;
    // The other end may be gone without a word, and would never say goodbye.
    await Promise.race([client?.end().catch(() => {}), pause(goodbyeMs, undefined, { ref: false })]);
  }
}
