import { Audience } from './audience';
import { connections, many, result, round, startEls, type Side } from './broadcasts';
import { type BenchResult, median } from './result';

const WARM_UP = 5;
const ROUNDS = 25;
const EVERY = 100;
/** What a stuck socket has asked for and does not read: about what the kernel takes for it, so that the rest waits in els. */
const ECHOES = 60;
const ECHO_BYTES = 60_000;
const VALUE_BYTES = 20_000;

/** Target 14: a change to 10,000 server SDKs of which every hundredth does not read, beside the same with all reading. */
export async function run(): Promise<BenchResult[]> {
  const els = await startEls(1, VALUE_BYTES);
  const { address, secrets } = els.host;
  const audience = new Audience({ address, type: 'server', secret: secrets.server }, connections);
  const side: Side = { child: els.child, audience, cause: () => els.child.ask('change') };
  const p99s = async (rounds: number): Promise<number[]> => {
    const figures: number[] = [];
    for (let n = 0; n < rounds; n += 1) figures.push((await round(side)).p99);
    return figures;
  };
  const closed = () => els.child.ask<number>('figure', 'flaghoist_els_closed_total{code="1013"}');
  try {
    await audience.connect();
    await p99s(WARM_UP);
    const before = await p99s(ROUNDS);
    const stuck = await audience.stick(EVERY, ECHOES, ECHO_BYTES);
    const beside = await p99s(ROUNDS);
    const closedMeanwhile = await closed();
    for (let n = 0; n < 400 && (await closed()) < stuck; n += 1) await round(side);
    const after = await p99s(ROUNDS);
    const note = `${closedMeanwhile} closed while it was measured, ${await closed()} of ${stuck} in the end`;
    const reference = median([...before, ...after]);
    return [
      result(`14: a change to ${many}, 1 % not reading, p99`, { ours: median(beside), reference }, 'ms', 1.1, note),
      result('14: stuck sockets that were not closed', { ours: 1 + stuck - (await closed()), reference: 1 }, '', 1, 'plus one'),
    ];
  } finally {
    audience.close();
    els.child.kill();
  }
}
