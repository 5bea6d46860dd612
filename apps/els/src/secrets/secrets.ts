import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { EnvironmentCache } from '@app/cache';
import { EnvironmentReader, type SecretOpens } from '@app/domain';
import { Clock, Log, Unavailable } from '@app/platform';

/** How long an answer is used without asking again, in ms. */
const FRESH_MS = 60_000;
/** Distinct secrets that are remembered; those asked for longest ago go first. */
const MAX_REMEMBERED = 10_000;

/** One object, and one text of the hash, for all that a secret lets in. */
export interface Opened extends SecretOpens {
  /** SHA-256 of the secret, hex. */
  readonly secretHash: string;
}

interface Remembered {
  readonly opens: Opened;
  /** By the monotonic clock; undefined: to be asked anew. */
  freshUntil: number | undefined;
}

/** What secrets open. Only what does open is remembered: a stranger's guesses cost a look-up and leave nothing. */
@Injectable()
export class Secrets {
  private readonly remembered = new Map<string, Remembered>();
  private readonly underWay = new Map<string, Promise<Opened | undefined>>();
  /** How often something was doubted: an answer that was asked for before does not count as fresh. */
  private doubts = 0;
  private away = false;

  constructor(
    private readonly cache: EnvironmentCache,
    private readonly reader: EnvironmentReader,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** By its exact value. Undefined: nothing, or no longer. Throws `Unavailable` when it is not known here and nobody can be asked. */
  opens(value: string): Promise<Opened | undefined> {
    return this.opensByHash(hashOf(value));
  }

  /** `hash`: SHA-256 of the value, hex. */
  async opensByHash(hash: string): Promise<Opened | undefined> {
    const known = this.remembered.get(hash);
    const fresh = known?.freshUntil !== undefined && this.clock.monotonic() < known.freshUntil;
    const opens = fresh ? known.opens : await this.lookUp(hash, known);
    return opens && !this.hasExpired(opens) ? opens : undefined;
  }

  /** What the environment's secrets open may have changed: each is looked up anew when it is next used. */
  doubt(environmentId: string): void {
    this.forgetFreshness((one) => one.opens.environmentId === environmentId);
  }

  /** Hints may have been lost. */
  doubtAll(): void {
    this.forgetFreshness(() => true);
  }

  private forgetFreshness(of: (one: Remembered) => boolean): void {
    this.doubts += 1;
    this.underWay.clear(); // what was asked before may be answered from before
    for (const one of this.remembered.values()) if (of(one)) one.freshUntil = undefined;
  }

  private async lookUp(hash: string, known: Remembered | undefined): Promise<Opened | undefined> {
    try {
      const opens = await this.once(hash);
      this.away = false;
      return opens;
    } catch (error) {
      if (!this.away) this.log.warn({ err: error }, 'secrets cannot be looked up'); // once an outage, however many ask
      this.away = true;
      if (!known) throw error instanceof Unavailable ? error : new Unavailable('secrets cannot be looked up just now', error);
      return known.opens; // while nobody can be asked, what it opened it opens
    }
  }

  private once(hash: string): Promise<Opened | undefined> {
    const underWay = this.underWay.get(hash);
    if (underWay) return underWay;
    const lookUp = this.ask(hash).finally(() => {
      if (this.underWay.get(hash) === lookUp) this.underWay.delete(hash);
    });
    this.underWay.set(hash, lookUp);
    return lookUp;
  }

  private async ask(hash: string): Promise<Opened | undefined> {
    const before = this.doubts;
    const found = (await this.cached(hash)) ?? (await this.reader.secret(hash));
    const opens = found && { ...found, secretHash: hash };
    this.remembered.delete(hash); // and to the end again: a map walks in the order things came
    const freshUntil = before === this.doubts ? this.clock.monotonic() + FRESH_MS : undefined;
    if (opens) this.remembered.set(hash, { opens, freshUntil });
    const [oldest] = this.remembered.keys();
    if (oldest !== undefined && this.remembered.size > MAX_REMEMBERED) this.remembered.delete(oldest);
    return opens;
  }

  private async cached(hash: string): Promise<SecretOpens | undefined> {
    try {
      return await this.cache.secret(hash);
    } catch (error) {
      this.log.debug({ err: error }, 'the cache did not answer, the database is asked');
      return undefined;
    }
  }

  private hasExpired({ expiresAt }: Opened): boolean {
    return expiresAt !== null && expiresAt * 1000 <= this.clock.now();
  }
}

export function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
