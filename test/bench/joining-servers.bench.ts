import { Audience } from './audience';
import { connections, many, result, startEls } from './broadcasts';
import { Child } from './child';
import type { Door } from './receivers';
import { type BenchResult, percentile } from './result';
import type { Used } from './used';

const PER_SECOND = 500;
const FLAGS = 3_000;
const VALUE_BYTES = 850;

/** Target 9: 10,000 server SDKs that join at 500 a second an environment of 3,000 flags, beside a bare server sending the same bytes. */
export async function run(): Promise<BenchResult[]> {
  const els = await startEls(FLAGS, VALUE_BYTES);
  const bare = Child.start('bare-host');
  try {
    const everything = await els.child.ask<string>('sent', 'server', 'everything');
    const { address } = await bare.ask<{ address: string }>('start', everything, '');
    const reference = await joined(bare, { address, type: 'server' });
    const ours = await joined(els.child, { address: els.host.address, type: 'server', secret: els.host.secrets.server });
    const of = (figure: keyof Joined) => ({ ours: ours[figure], reference: reference[figure] });
    const note = `${many} SDKs, ${(everything.length / 1e6).toFixed(1)} MB each; all synced`;
    return [
      result(`9: joining at ${PER_SECOND} a second, total`, of('total'), 's', 1.2, note),
      result('9: sync p99', of('p99'), 's', 5),
      result('9: memory, its peak', of('peak'), 'MiB', 2.5),
    ];
  } finally {
    els.child.kill();
    bare.kill();
  }
}

interface Joined {
  readonly total: number;
  readonly p99: number;
  readonly peak: number;
}

async function joined(child: Child, door: Door): Promise<Joined> {
  const audience = new Audience(door, connections);
  try {
    const { took, total, failure } = await audience.arrive(PER_SECOND, false);
    if (failure !== undefined) throw new Error(`not all synced: ${failure}`);
    const { peak } = await child.ask<Used>('used');
    return { total: total / 1e6, p99: percentile(took, 99) / 1e6, peak: peak / 1024 / 1024 };
  } finally {
    audience.close();
  }
}
