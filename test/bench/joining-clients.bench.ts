import { Audience } from './audience';
import { result, startEls } from './broadcasts';
import { Child } from './child';
import type { Door } from './receivers';
import { type BenchResult, median, passes, percentile } from './result';

const SECONDS = 4;
const FLAGS = 100;
/** From what is asked for downwards, until els keeps up. On few cores senders and receivers share them with whoever is measured. */
const RATES = [4_000, 3_000, 2_000, 1_000, 500] as const;
/** Over that a bare server does not keep up either, and there is nothing to compare with. */
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
    const results: BenchResult[] = [];
    for (const rate of RATES) {
      const [references, ours] = [await threeTimes(doors.reference, rate), await threeTimes(doors.ours, rate)];
      const pair = { ours: median(ours), reference: median(references) };
      if (pair.reference > KEPT_UP_MS) continue;
      const one = result(`8: ${rate} new client SDKs a second, p99`, pair, 'ms', 5, `${everything.length} bytes each`);
      results.push(one);
      if (passes(one)) break;
    }
    return results;
  } finally {
    els.child.kill();
    bare.kill();
  }
}

async function threeTimes(door: Door, rate: number): Promise<number[]> {
  return [await p99Of(door, rate), await p99Of(door, rate), await p99Of(door, rate)];
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
