import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { CloseCode } from '@app/protocol';
import { Log } from '@app/platform';
import { ElsOwnEnv } from '../els.config';
import { pause } from '../snapshots/pause';
import { Connections } from './connections';

/** How often a few sockets are closed, in ms. */
const STEP_MS = 50;
/** How long the last of them may take to say goodbye, in ms. */
const FAREWELL_MS = 1_000;

/** Closes sockets when the process stops, spread over time, so that the others are not overrun by all of them at once. */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  private begun = false;

  constructor(
    private readonly connections: Connections,
    private readonly config: ElsOwnEnv,
    private readonly log: Log,
  ) {}

  /** From then on no socket is let in. */
  get hasBegun(): boolean {
    return this.begun;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.begun = true;
    const sockets = [...this.connections.all()];
    if (sockets.length === 0) return;
    const { DRAIN_SECONDS: seconds } = this.config;
    this.log.info({ sockets: sockets.length, seconds }, 'closing the sockets');
    const steps = Math.max(1, Math.ceil((seconds * 1000) / STEP_MS));
    const upTo = (step: number): number => Math.floor((step * sockets.length) / steps);
    for (let step = 1; step <= steps; step += 1) {
      if (step > 1) await pause(STEP_MS);
      for (const socket of sockets.slice(upTo(step - 1), upTo(step))) socket.close(CloseCode.restarting, 'restarting');
    }
    for (let waited = 0; waited < FAREWELL_MS && this.connections.count > 0; waited += STEP_MS) await pause(STEP_MS);
  }
}
