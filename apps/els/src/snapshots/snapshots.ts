import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock, Log, Metrics, Unavailable } from '@app/platform';
import type { EnvironmentChanged } from '@app/protocol';
import { Timing } from '../timing';
import { LiveEnvironment } from './live-environment';
import { pause, within } from './pause';
import type { Snapshot } from './snapshot';
import { SnapshotMetrics } from './snapshot-metrics';
import { SnapshotSource } from './snapshot-source';

interface Held {
  readonly live: LiveEnvironment;
  /** Connections that need it. */
  users: number;
  /** By the monotonic clock, ms. */
  lastUsedAt: number;
  /** A look for a cursor above ours that is planned or under way. */
  catchingUp?: Promise<boolean>;
  lastCatchUpAt: number;
  /** Whether it was said that somebody waited for it in vain, since it was last there. */
  saidMissing: boolean;
}

/** Every environment somebody is connected to: loaded on first use, kept fresh, dropped some time after the last use. */
@Injectable()
export class Snapshots implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly held = new Map<string, Held>();
  private readonly listeners = new Set<(snapshot: Snapshot) => void>();
  private readonly timers: NodeJS.Timeout[] = [];
  private comparing?: Promise<void>;
  /** Whether the store may be another one since it was last compared with. */
  private doubtful = false;
  /** By the monotonic clock, ms. */
  private comparedAt: number;

  constructor(
    private readonly source: SnapshotSource,
    private readonly snapshotMetrics: SnapshotMetrics,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly timing: Timing,
    metrics: Metrics,
  ) {
    metrics.gauge(
      { name: 'flaghoist_els_revision_ms', help: 'The revision of each environment in memory.', labels: ['environment'] },
      (gauge) => {
        gauge.reset();
        for (const [environment, { live }] of this.held) gauge.set({ environment }, live.snapshot?.revision ?? 0);
      },
    );
    const lag = {
      name: 'flaghoist_els_revision_lag_seconds',
      help: 'For how long a newer revision has been known than the one in memory; 0: none is.',
      labels: ['environment'] as const,
    };
    metrics.gauge(lag, (gauge) => {
      gauge.reset();
      for (const [environment, { live }] of this.held) gauge.set({ environment }, live.lagMs / 1000);
    });
    this.comparedAt = clock.monotonic();
    metrics.gauge(
      { name: 'flaghoist_els_compared_seconds', help: 'How long ago revisions were last compared with the store.' },
      (gauge) => gauge.set((clock.monotonic() - this.comparedAt) / 1000),
    );
  }

  onApplicationBootstrap(): void {
    this.timers.push(setInterval(() => void this.compareAll(), this.timing.compareEveryMs).unref());
    this.timers.push(setInterval(() => this.dropIdle(), this.timing.snapshotIdleMs / 10).unref());
  }

  onModuleDestroy(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const { live } of this.held.values()) live.close();
  }

  /** Whether any environment can be served without asking anybody. */
  get anyLoaded(): boolean {
    return Array.from(this.held.values()).some(({ live }) => live.snapshot !== undefined);
  }

  /** Called, in the same turn, whenever an environment has another snapshot. */
  onAdvance(listener: (snapshot: Snapshot) => void): void {
    this.listeners.add(listener);
  }

  current(environmentId: string): Snapshot | undefined {
    return this.held.get(environmentId)?.live.snapshot;
  }

  /** Loads it on first use, once however many ask. Throws `Unavailable` when there is none within 10 s. */
  async of(environmentId: string): Promise<Snapshot> {
    const held = this.hold(environmentId);
    held.lastUsedAt = this.clock.monotonic();
    const { snapshot } = held.live;
    return snapshot ?? this.load(held);
  }

  private async load(held: Held): Promise<Snapshot> {
    const { environmentId } = held.live;
    try {
      const loaded = await within(this.timing.snapshotWaitMs, held.live.load());
      if (!loaded) throw new Unavailable(`environment ${environmentId} could not be read in ${this.timing.snapshotWaitMs} ms`);
      held.saidMissing = false;
      return loaded;
    } catch (error) {
      if (!held.saidMissing) this.log.warn({ err: error, environmentId }, 'an environment is asked for and cannot be had');
      held.saidMissing = true;
      throw error;
    }
  }

  /** Keeps it in memory until it is released as often. */
  retain(environmentId: string): void {
    this.hold(environmentId).users += 1;
  }

  release(environmentId: string): void {
    const held = this.hold(environmentId);
    held.users -= 1;
    held.lastUsedAt = this.clock.monotonic();
  }

  /** Environments nobody here asked for are none of our business. */
  async follow(hint: EnvironmentChanged): Promise<void> {
    await this.held.get(hint.environmentId)?.live.follow(hint);
  }

  /**
   * A cursor above ours: perhaps we lag behind. Looks at most once a second an environment, whoever comes meanwhile waits for that
   * look. False: nobody could be asked, so nothing is known.
   */
  async catchUp(environmentId: string, cursor: number): Promise<boolean> {
    const held = this.hold(environmentId);
    const behind = (): boolean => (held.live.snapshot?.revision ?? 0) < cursor;
    if (!behind()) return true;
    const joined = held.catchingUp;
    const asked = await (joined ?? this.look(held));
    return joined && behind() ? (held.catchingUp ?? this.look(held)) : asked; // the one under way may have read before the cursor was
  }

  /** The connection was lost: hints were, and what is connected to again may be a restored database. */
  async compareAnew(): Promise<void> {
    this.doubtful = true;
    while (this.comparing) await this.comparing; // it may have read before
    await this.compareAll();
  }

  /** Compares with the store, in case hints were lost. */
  compareAll(): Promise<void> {
    return (this.comparing ??= this.compare().finally(() => (this.comparing = undefined)));
  }

  private look(held: Held): Promise<boolean> {
    return (held.catchingUp = this.lookInTurn(held).finally(() => (held.catchingUp = undefined)));
  }

  private async lookInTurn(held: Held): Promise<boolean> {
    const waitMs = held.lastCatchUpAt + this.timing.catchUpEveryMs - this.clock.monotonic();
    if (waitMs > 0) await pause(waitMs);
    held.lastCatchUpAt = this.clock.monotonic();
    try {
      await held.live.load();
      await held.live.refresh();
      return true;
    } catch (error) {
      this.log.debug(
        { err: error, environmentId: held.live.environmentId },
        'a cursor above ours, and the store does not answer',
      );
      return false;
    }
  }

  private async compare(): Promise<void> {
    try {
      const loaded = Array.from(this.held.values(), ({ live }) => live).filter(({ snapshot }) => snapshot);
      if (loaded.length > 0) await this.compareThese(loaded);
      this.comparedAt = this.clock.monotonic();
    } catch (error) {
      this.snapshotMetrics.refreshes.inc({ outcome: 'failed' });
      this.log.warn({ err: error }, 'the store could not be compared with');
    }
  }

  private async compareThese(loaded: readonly LiveEnvironment[]): Promise<void> {
    const { doubtful } = this;
    const instance = await this.source.readInstance();
    for (const live of loaded) {
      await live.adopt(instance);
      await (doubtful ? live.verify() : live.refresh());
    }
    if (doubtful) this.doubtful = false; // otherwise it may have been raised meanwhile
  }

  private hold(environmentId: string): Held {
    const known = this.held.get(environmentId);
    if (known) return known;
    const onAdvance = (snapshot: Snapshot): void => this.listeners.forEach((listener) => listener(snapshot));
    const { source, log, snapshotMetrics: metrics, clock, timing } = this;
    const parts = { source, log, metrics, clock, timing, onAdvance };
    const live = new LiveEnvironment(environmentId, parts);
    const held: Held = { live, users: 0, lastUsedAt: this.clock.monotonic(), lastCatchUpAt: -Infinity, saidMissing: false };
    this.held.set(environmentId, held);
    return held;
  }

  private dropIdle(): void {
    const longAgo = this.clock.monotonic() - this.timing.snapshotIdleMs;
    for (const [environmentId, { live, users, lastUsedAt }] of this.held) {
      if (users > 0 || lastUsedAt > longAgo) continue;
      live.close();
      this.held.delete(environmentId);
    }
  }
}
