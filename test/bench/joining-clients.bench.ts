import { Audience } from './audience';
import { result, startEls } from './broadcasts';
import { Child } from './child';
import type { Door } from './receivers';
import { type BenchResult, median, percentile } from './result';

const SECONDS = 4;
const FLAGS = 100;
/** The first at which a bare server keeps up on this machine, senders and receivers sharing its cores. */
const RATES = [4_000, 3_000, 2_000, 1_000, 500] as const;
const KEPT_UP_MS = 100;

/** Target 8: new client connections at a rate, 100 flags each; first-sync p99 beside a bare server's at the same rate and size. */
export async function run(): Promise<BenchResult[]> {
  const els = await startEls(FLAGS, 10);
  const bare = Child.start('bare-host');
  try {
    const everything = await els.child.ask<string>('sent', 'client', 'everything');
    const { address } = await bare.ask<{ address: string }>('start', everything, '');
    const doors = {
      ours: { address: els.host.address, type: 'client', secret: els.host.secrets.client },
      reference: { address, type: 'client' },
    } as const;
    await p99Of(doors.ours, 300); // both warm
    await p99Of(doors.reference, 300);
    for (const rate of RATES) {
      const first = await p99Of(doors.reference, rate);
      if (first > KEPT_UP_MS && rate !== RATES.at(-1)) continue;
      const references = [first, await p99Of(doors.reference, rate), await p99Of(doors.reference, rate)];
      const ours = [await p99Of(doors.ours, rate), await p99Of(doors.ours, rate), await p99Of(doors.ours, rate)];
      const pair = { ours: median(ours), reference: median(references) };
      const most = rate === RATES[0] ? '' : `; at ${RATES[0]} a second a bare server does not keep up on this machine`;
      return [result(`8: ${rate} new client SDKs a second, p99`, pair, 'ms', 5, `${everything.length} bytes each${most}`)];
    }
    throw new Error('no rate was measured');
  } finally {
    els.child.kill();
    bare.kill();
  }
}

async function p99Of(door: Door, rate: number): Promise<number> {
  const audience = new Audience(door, rate * SECONDS);
  try {
    const { took, failure } = await audience.arrive(rate, true);
    if (failure !== undefined) process.stdout.write(`  (at ${rate} a second not all were answered: ${failure})\n`);
    return percentile(took, 99) / 1_000;
  } finally {
    audience.close();
  }
}
