import { Audience } from './audience';
import { connections, many, result, round, startEls, type Side } from './broadcasts';
import { type BenchResult, middle, type Pair } from './result';

const WARM_UP = 5;
const ROUNDS = 41;
const EVERY = 100;
/** What a stuck socket has asked for and does not read: about what the kernel takes for it, so that the rest waits in els. */
const ECHOES = 60;
const ECHO_BYTES = 60_000;
const VALUE_BYTES = 20_000;

/** Target 14: a change to 10,000 server SDKs of which every hundredth does not read, beside another els whose SDKs all read. */
export async function run(): Promise<BenchResult[]> {
  const sides = [await startSide(), await startSide()] as const;
  const [ours, reference] = sides;
  const closed = () => ours.child.ask<number>('figure', 'flaghoist_els_closed_total{code="1013"}');
  try {
    for (const { audience } of sides) await audience.connect();
    for (let n = 0; n < WARM_UP; n += 1) for (const side of sides) await round(side);
    const stuck = await ours.audience.stick(EVERY, ECHOES, ECHO_BYTES);
    const rounds: Pair[] = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      rounds.push({ reference: (await round(reference)).p99, ours: (await round(ours)).p99 });
    }
    const closedMeanwhile = await closed();
    for (let n = 0; n < 400 && (await closed()) < stuck; n += 1) await round(ours);
    const note = `${closedMeanwhile} closed while it was measured, ${await closed()} of ${stuck} in the end`;
    return [
      result(`14: a change to ${many}, 1 % not reading, p99`, middle(rounds), 'ms', 1.1, note),
      result('14: stuck sockets that were not closed', { ours: 1 + stuck - (await closed()), reference: 1 }, '', 1, 'plus one'),
    ];
  } finally {
    for (const { audience, child } of sides) {
      audience.close();
      child.kill();
    }
  }
}

async function startSide(): Promise<Side> {
  const { child, host } = await startEls(1, VALUE_BYTES);
  const audience = new Audience({ address: host.address, type: 'server', secret: host.secrets.server }, connections);
  return { child, audience, cause: () => child.ask('change') };
}
