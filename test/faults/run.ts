import { isDeepStrictEqual } from 'node:util';
import { eventually, pause } from '../support/eventually';
import { Seeded } from '../support/seeded';
import type { Fate } from '../support/postgres-proxy';
import { ChangingProject, keyIds } from './changes';
import type { BreakableInstallation } from './installation';
import { toText, type Fault, type Kind, type Schedule } from './schedule';
import { clientSocket, nodeSdkWatcher, readTruth, serverSocket, type Truth, type Watcher } from './watchers';

/** Lost hints are found by a comparison every 20 s; the Node SDK waits longer with each time it was cut. */
const CONVERGENCE_MS = 240_000;

const fates: Partial<Record<Kind, Fate>> = { 'hints lost': 'lost', 'hints doubled': 'doubled', 'hints out of order': 'late' };

export interface Outcome {
  readonly answers: ReadonlyMap<number, number>;
  /** Flags that live at the end. */
  readonly flags: number;
  /** From the last change to the moment in which every SDK was right. */
  readonly convergedMs: number;
}

/** One schedule on an installation: its own project, SDKs and changes. In steps, so that several can go side by side. */
export class ScheduleRun {
  private readonly random: Seeded;
  private readonly project: ChangingProject;
  private watchers: Watcher[] = [];
  private slow: { sleep(ms: number): Promise<void> }[] = [];
  private environmentId = '';
  private secrets = { server: '', client: '' };

  constructor(
    private readonly schedule: Schedule,
    private readonly on: BreakableInstallation,
  ) {
    this.random = new Seeded(schedule.seed + 1_000_000);
    const isHeavy = schedule.faults.some(({ kind }) => kind === 'slow socket');
    this.project = new ChangingProject(on.fleet.rest, `faults-${schedule.seed}`, this.random, isHeavy);
  }

  /** Everything in place, and every SDK synced. */
  async prepare(): Promise<void> {
    const { fleet } = this.on;
    this.environmentId = await this.project.make();
    this.secrets = await fleet.secrets(this.project.key, 'live');
    const els = fleet.els.address;
    const sockets = [
      serverSocket('server SDK', els, this.secrets),
      serverSocket('slow server SDK', els, this.secrets),
      ...keyIds.map((keyId) => clientSocket(`client SDK of ${keyId}`, els, this.secrets, keyId)),
      clientSocket('slow client SDK', els, this.secrets, keyIds[0]!),
    ];
    this.slow = sockets.filter(({ name }) => name.startsWith('slow')).map(({ sdk }) => sdk);
    this.watchers = [...sockets];
    if (this.schedule.withNodeSdk) this.watchers.push(nodeSdkWatcher(els, this.secrets));
    await eventually('every SDK has synced', () => sockets.every(({ sdk }) => sdk.store.cursor > 0), 60_000);
  }

  /** The changes, and what goes wrong meanwhile; resolves when both are over. */
  async disturb(changesForMs: number): Promise<void> {
    const faults = this.schedule.faults.map((fault) => this.inject(fault));
    await Promise.all([this.project.change(changesForMs), ...faults]);
  }

  /** Throws, with the schedule, where an SDK stays wrong. */
  async verify(): Promise<Outcome> {
    const settledAt = performance.now();
    const truth = await eventually('the witness reads the environment', () => readTruth(this.on.witness, this.secrets), 60_000);
    for (const watcher of this.watchers) await this.agree(watcher, truth);
    const { answers } = this.project;
    return { answers, flags: Object.keys(truth.server).length, convergedMs: performance.now() - settledAt };
  }

  async close(): Promise<void> {
    this.on.hints.delete(this.environmentId);
    await Promise.all(this.watchers.map((watcher) => watcher.close()));
  }

  private async agree(watcher: Watcher, truth: Truth): Promise<void> {
    const isRight = async (): Promise<boolean> => {
      const [seen, expected] = await watcher.views(truth);
      return isDeepStrictEqual(seen, expected);
    };
    await eventually('it is right', isRight, CONVERGENCE_MS).catch(async () => {
      const [seen, expected] = await watcher.views(truth);
      const wrong = [...new Set([...Object.keys(seen), ...Object.keys(expected)])].filter(
        (key) => !isDeepStrictEqual(seen[key], expected[key]),
      );
      throw new Error(
        `${watcher.name} is wrong after ${toText(this.schedule)}\n${wrong.map((key) => differing(key, seen, expected)).join('\n')}`,
      );
    });
  }

  private async inject({ kind, atMs, forMs }: Fault): Promise<void> {
    await pause(atMs);
    const fate = fates[kind];
    if (fate) {
      const judge = (): Fate => (this.random.chance(0.5) ? fate : 'passes');
      this.on.hints.set(this.environmentId, judge);
      await pause(forMs);
      if (this.on.hints.get(this.environmentId) === judge) this.on.hints.delete(this.environmentId); // a later fault goes on
    } else if (kind === 'LISTEN cut') await this.on.cutListen();
    else if (kind === 'els killed') await this.on.killEls();
    else if (kind === 'PostgreSQL stopped') await this.on.stopPostgres(forMs);
    else await Promise.all(this.slow.map((sdk) => sdk.sleep(forMs)));
  }
}

/** Which members of one item are other than they should be. */
function differing(key: string, seen: Readonly<Record<string, any>>, expected: Readonly<Record<string, any>>): string {
  const [one, other] = [seen[key], expected[key]];
  if (typeof one !== 'object' || typeof other !== 'object')
    return `${key} is ${JSON.stringify(one)}, not ${JSON.stringify(other)}`;
  const members = Object.keys({ ...one, ...other }).filter((name) => !isDeepStrictEqual(one[name], other[name]));
  const texts = members.map((name) => `${name} ${JSON.stringify(one[name])}, not ${JSON.stringify(other[name])}`.slice(0, 300));
  return `${key}: ${texts.join('; ')}`;
}
