import type { EnvironmentState } from '@app/evaluation';
import { Unavailable, type Clock, type Log } from '@app/platform';
import type { EnvironmentChanged } from '@app/protocol';
import type { Timing } from '../timing';
import { EnvironmentCopy } from './environment-copy';
import { Lag } from './lag';
import { LeftOut } from './left-out';
import { pause } from './pause';
import type { Snapshot } from './snapshot';
import type { SnapshotMetrics } from './snapshot-metrics';
import type { SnapshotSource } from './snapshot-source';

/** What to wait before each try to reach a revision, in ms; together about 20 s, then a comparison has to find it. */
const TRIES_AFTER_MS = [0, 100, 200, 400, 800, 1600, 3200, 6400, 6400] as const;
const LONGEST_PAUSE_MS = 2_000;

export interface LiveEnvironmentParts {
  readonly source: SnapshotSource;
  readonly log: Log;
  readonly metrics: SnapshotMetrics;
  readonly clock: Clock;
  readonly timing: Timing;
  /** Called, in the same turn, when the snapshot was replaced by another one. */
  readonly onAdvance: (snapshot: Snapshot) => void;
}

/** One environment in memory: loaded once, then kept at the store's revision. One read of the store at a time. */
export class LiveEnvironment {
  private copy?: EnvironmentCopy;
  private loading?: Promise<Snapshot>;
  private refreshing?: Promise<void>;
  private closed = false;
  private failing = false;
  private history = 0;
  /** Since when the store answers with less than we have, by the monotonic clock, ms. */
  private olderSince?: number;
  private readonly lag: Lag;
  private readonly leftOut: LeftOut;

  constructor(
    readonly environmentId: string,
    private readonly parts: LiveEnvironmentParts,
  ) {
    this.lag = new Lag(parts.clock);
    this.leftOut = new LeftOut(environmentId, parts.metrics, parts.log);
  }

  /** For how long a newer revision than ours has been known, in ms. */
  get lagMs(): number {
    return this.lag.ms;
  }

  get snapshot(): Snapshot | undefined {
    return this.copy?.snapshot;
  }

  /** Tries until it has one, or is closed. Rejects with `Unavailable` when there is no such environment. */
  load(): Promise<Snapshot> {
    const { snapshot } = this;
    return snapshot ? Promise.resolve(snapshot) : (this.loading ??= this.keepLoading().finally(() => (this.loading = undefined)));
  }

  /** Behind: drops it; next: applies it; anything else: reads what is missing. Resolves when that is done or given up. */
  async follow(hint: EnvironmentChanged): Promise<void> {
    if (hint.instance === this.snapshot?.instance) this.lag.announced(hint.revision, this.snapshot.revision);
    if (!this.copy) await this.loading?.catch(() => {});
    while (this.refreshing) await this.refreshing.catch(() => {}); // and in the same turn:
    const { snapshot } = this;
    if (!snapshot) return;
    if (hint.instance !== snapshot.instance) return this.compareInstance();
    if (hint.revision <= snapshot.revision) return this.parts.metrics.hints.inc({ outcome: 'behind' });
    if (hint.previousRevision !== snapshot.revision || !hint.items) {
      this.parts.metrics.hints.inc({ outcome: 'refresh' });
      // The chain of revisions leads past ours: the store went another way after it was set back.
      const isOfOurs = hint.previousRevision >= snapshot.revision;
      return this.reach(hint.revision, () => (isOfOurs ? this.refresh(hint.revision) : this.replace(hint.revision)));
    }
    this.parts.metrics.hints.inc({ outcome: 'applied' });
    const { environmentId, revision, items } = hint;
    this.apply({ environmentId, revision, purgedRevision: snapshot.purgedRevision, items });
  }

  /** Perhaps the database was restored; perhaps another installation speaks on our bus, and then nothing it says counts. */
  private async compareInstance(): Promise<void> {
    try {
      await this.adopt(await this.parts.source.readInstance());
    } catch (error) {
      this.failed(error);
    }
  }

  /** Reads what the store has above our revision, from the moment of the call on. Rejects when it cannot be read. */
  refresh(atLeast?: number): Promise<void> {
    return this.alone(() => this.read(atLeast));
  }

  /** The same, and whether the store still has what we took from it last: if not it was set back, and has gone on since. */
  verify(): Promise<void> {
    return this.alone(() => this.readOverlapping());
  }

  /** Everything anew where these are not the data that the snapshot is of: a database was restored. */
  async adopt(instance: string): Promise<void> {
    await this.alone(async () => {
      if (this.copy && this.copy.snapshot.instance !== instance) await this.readOther();
    });
  }

  /** Everything anew, as soon as the store has this revision, in ms. */
  private replace(atLeast: number): Promise<void> {
    return this.alone(() => this.readOther(atLeast));
  }

  close(): void {
    this.closed = true;
  }

  /** After whatever is being read, for one kind of reading does not do for another. Looks and begins in one turn. */
  private async alone(read: () => Promise<void>): Promise<void> {
    while (this.refreshing) await this.refreshing.catch(() => {});
    await (this.refreshing = read().finally(() => (this.refreshing = undefined)));
  }

  private async keepLoading(): Promise<Snapshot> {
    for (let waitMs = 50; !this.closed; waitMs = Math.min(2 * waitMs, LONGEST_PAUSE_MS)) {
      try {
        await this.readWhole();
        return this.copy!.snapshot;
      } catch (error) {
        if (error instanceof NoSuchEnvironment) throw error;
        this.failed(error);
        await pause(waitMs);
      }
    }
    throw new Unavailable(`environment ${this.environmentId} is not needed any more`);
  }

  /** A store that answers an older revision than was announced lags behind: it is asked again. */
  private async reach(revision: number, read: () => Promise<void>): Promise<void> {
    for (const waitMs of TRIES_AFTER_MS) {
      if (waitMs > 0) await pause(waitMs);
      if (this.closed) return;
      await read().catch((error: unknown) => this.failed(error));
      if (this.snapshot!.revision >= revision) return;
    }
    const { environmentId } = this;
    this.parts.log.warn(
      { environmentId, announced: revision, reached: this.snapshot!.revision },
      'the store does not have what was announced',
    );
  }

  private async read(atLeast?: number): Promise<void> {
    const { source } = this.parts;
    const { revision } = this.copy!.snapshot;
    if (atLeast !== undefined) return this.take(await source.changedSince(this.environmentId, revision, atLeast));
    await this.take(await source.storedSince(this.environmentId, revision));
    this.lag.none(); // the store is the truth, whatever was announced
  }

  private async readOverlapping(): Promise<void> {
    const { snapshot, newest } = this.copy!;
    const state = await this.parts.source.storedSince(this.environmentId, Math.max(0, newest.revision - 1));
    const canTell = state && state.revision >= snapshot.revision && state.purgedRevision < newest.revision;
    if (canTell && !newest.isIn(state.items)) return this.readAfterSetBack(state.revision);
    await this.take(state);
    this.lag.none();
  }

  private async take(state: EnvironmentState | undefined): Promise<void> {
    const { revision, purgedRevision } = this.copy!.snapshot;
    if (state && state.purgedRevision > revision) return this.readWhole(); // what left meanwhile may be forgotten already
    const news = state?.items.some((item) => item.revision > revision);
    const isNews = state !== undefined && (news || state.revision > revision || state.purgedRevision > purgedRevision);
    this.parts.metrics.refreshes.inc({ outcome: isNews ? 'applied' : 'unchanged' });
    this.failing = false;
    if (isNews) this.apply(state);
    await this.compareAge(state);
  }

  /** A replica that lags catches up. A store that stays older than what we have was set back, and is right. */
  private async compareAge(state: EnvironmentState | undefined): Promise<void> {
    const { clock, timing } = this.parts;
    if (!state || state.revision >= this.copy!.snapshot.revision) return void (this.olderSince = undefined);
    this.olderSince ??= clock.monotonic();
    if (clock.monotonic() - this.olderSince >= timing.setBackAfterMs) await this.readAfterSetBack(state.revision);
  }

  private readAfterSetBack(stored: number): Promise<void> {
    const { environmentId } = this;
    const ours = this.copy!.snapshot.revision;
    this.parts.log.warn({ environmentId, ours, stored }, 'the store was set back: all is read anew');
    return this.readOther();
  }

  /** Everything of a store that is not the one we read before. */
  private readOther(atLeast = 0): Promise<void> {
    return this.readWhole({ atLeast, history: this.history + 1 });
  }

  private async readWhole({ atLeast = 0, history = this.history } = {}): Promise<void> {
    const { source, metrics, log } = this.parts;
    const instance = await source.instance();
    // A cache may be older than what we have, or of data that were replaced.
    const whole = this.copy
      ? await source.storedSince(this.environmentId, 0)
      : await source.changedSince(this.environmentId, 0, 0);
    if (!whole) throw new NoSuchEnvironment(this.environmentId);
    if (whole.revision < atLeast) return void metrics.refreshes.inc({ outcome: 'unchanged' });
    metrics.refreshes.inc({ outcome: 'loaded' });
    this.failing = false;
    this.olderSince = undefined;
    this.history = history;
    const before = this.snapshot;
    this.copy = new EnvironmentCopy(whole, { instance, history }, log, (item, error) => this.leftOut.unreadable(item, error));
    this.advanced(before);
  }

  private apply(state: EnvironmentState): void {
    const before = this.snapshot;
    this.copy!.follow(state);
    this.advanced(before);
  }

  private advanced(before: Snapshot | undefined): void {
    const { snapshot } = this.copy!;
    this.leftOut.compare(before, snapshot);
    this.lag.reached(snapshot.revision);
    this.parts.onAdvance(snapshot);
  }

  /** Told once an outage; the figures count every try. */
  private failed(error: unknown): void {
    this.parts.metrics.refreshes.inc({ outcome: 'failed' });
    const facts = { err: error, environmentId: this.environmentId };
    if (this.failing) this.parts.log.debug(facts, 'an environment could still not be read');
    else this.parts.log.warn(facts, 'an environment could not be read, trying again');
    this.failing = true;
  }
}

export class NoSuchEnvironment extends Unavailable {
  constructor(environmentId: string) {
    super(`there is no environment ${environmentId}`);
  }
}
