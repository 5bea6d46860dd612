import { affordable } from '../support/machine';
import type { Audience } from './audience';
import { Child } from './child';
import type { ElsHost } from './els-host';
import { type BenchResult, middle, type Pair, percentile } from './result';
import type { Used } from './used';

/** What architecture.md asks for; a machine that allows fewer sockets a process measures with those. */
export const connections = affordable(10_000);
export const many = connections.toLocaleString('en');

const WARM_UP = 5;
const ROUNDS = 31;

interface Cause {
  readonly startedAt: number;
  readonly cpu: number;
}

/** A process that sends to all of its audience when it is asked to. */
export interface Side {
  readonly child: Child;
  readonly audience: Audience;
  readonly cause: () => Promise<Cause>;
}

/** els with so many flags, alone in a process. */
export async function startEls(flags: number, bytes: number): Promise<{ child: Child; host: ElsHost }> {
  const child = Child.start('els-host');
  return { child, host: await child.ask<ElsHost>('start', flags, bytes) };
}

/**
 * What a bare server and els grow by with each connection, in KiB of objects and buffers. Their audiences leave and come again: the
 * first half for all that is made once, the second to be weighed. Not resident pages: those depend on what starting left free. Last of
 * what is measured, as collecting everything slows a process down for a while.
 */
export async function memoryPerConnection(sides: { ours: Side; reference: Side }): Promise<Pair> {
  const grown = async ({ child, audience }: Side): Promise<number> => {
    audience.close();
    const again = audience.again();
    const half = again.count >> 1;
    await again.connect(half);
    const before = await child.ask<Used>('used');
    await again.connect(again.count - half);
    const after = await child.ask<Used>('used');
    again.close();
    return (after.heap - before.heap) / (again.count - half) / 1024;
  };
  return { ours: await grown(sides.ours), reference: await grown(sides.reference) };
}

/** The two take turns. p99 of each round in ms, CPU a delivery in µs. */
export async function takeTurns({ ours, reference }: { ours: Side; reference: Side }): Promise<{ p99: Pair; cpu: Pair }> {
  for (const { audience } of [ours, reference]) await audience.connect();
  for (let n = 0; n < WARM_UP; n += 1) for (const side of [ours, reference]) await round(side);
  const rounds: { ours: Round; reference: Round }[] = [];
  for (let n = 0; n < ROUNDS; n += 1) rounds.push({ reference: await round(reference), ours: await round(ours) });
  const of = (figure: keyof Round): Pair =>
    middle(rounds.map((pair) => ({ ours: pair.ours[figure], reference: pair.reference[figure] })));
  return { p99: of('p99'), cpu: of('cpu') };
}

export interface Round {
  readonly p99: number;
  readonly last: number;
  readonly cpu: number;
}

export async function round({ child, audience, cause }: Side): Promise<Round> {
  let before = 0;
  const took = await audience.hears(async () => {
    const caused = await cause();
    before = caused.cpu;
    return caused;
  });
  const cpu = ((await child.ask<number>('cpu')) - before) / took.length;
  return { p99: percentile(took, 99) / 1_000, last: percentile(took, 100) / 1_000, cpu };
}

export function result(name: string, { ours, reference }: Pair, unit: string, target: number, note?: string): BenchResult {
  return { name, ours, reference, unit, target, ...(note === undefined ? {} : { note }) };
}
