import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { BeforeApplicationShutdown, OnApplicationShutdown } from '@nestjs/common';
import { Log } from '@app/platform';
import { laneName } from './lane';
import type { LaneOf } from './lane';
import { Relay } from './relay';

/** Another replica has a lane and may have looked before our row was there: asked again so soon, and so often, then it is the sweeper's. */
const AGAIN_AFTER_MS = 20;
const TRIES = 50;

/** Gets what was committed announced, one relay a lane and process at a time. */
@Injectable()
export class Delivery implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly running = new Map<string, { again: boolean; done: Promise<void> }>();
  private readonly failing = new Set<string>();
  private stopping = false;

  constructor(
    private readonly relayer: Relay,
    private readonly log: Log,
  ) {}

  /** Starts announcing what waits there, and does not wait for it. Never throws: what fails here the sweeper repeats. */
  relay(lanes: readonly LaneOf[]): void {
    for (const lane of lanes) {
      const name = laneName(lane);
      const running = this.running.get(name);
      if (running)
        running.again = true; // it may have looked before our row was there
      else this.start(name, lane);
    }
  }

  /** Resolves when nothing that was started is under way. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all([...this.running.values()].map(({ done }) => done));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.idle();
  }

  /** Requests that were under way may have committed since. */
  async onApplicationShutdown(): Promise<void> {
    await this.idle();
  }

  private start(name: string, lane: LaneOf): void {
    const state = { again: true, done: Promise.resolve() };
    this.running.set(name, state);
    state.done = this.work(name, lane, state);
  }

  private async work(name: string, lane: LaneOf, state: { again: boolean }): Promise<void> {
    try {
      for (let tries = 0; state.again && tries < TRIES; tries++) {
        state.again = false;
        if ((await this.relayer.run(lane)) === 'another-does' && !this.stopping) {
          await pause(AGAIN_AFTER_MS);
          state.again = true;
        }
      }
      if (this.failing.delete(name)) this.log.info({ ...lane }, 'changes are announced again');
    } catch (error) {
      if (!this.failing.has(name)) this.log.warn({ ...lane, err: error }, 'changes wait to be announced');
      this.failing.add(name);
    } finally {
      this.running.delete(name); // at once with the last look at `again`: nobody can ask in between
    }
  }
}
