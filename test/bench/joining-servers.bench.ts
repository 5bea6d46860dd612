import { Audience } from './audience';
import { connections, result, startEls } from './broadcasts';
import { Child } from './child';
import type { Door } from './receivers';
import { type BenchResult, percentile } from './result';
import type { Used } from './used';

const PER_SECOND = 500;
/** How long they keep coming, in s. */
const FOR = 20;
/** What part of what a bare server can do at the most here is asked for. */
const SHARE = 0.4;
const PROBE = 300;
const FLAGS = 3_000;
const VALUE_BYTES = 850;

/** Target 9: 10,000 server SDKs that join at 500 a second an environment of 3,000 flags, beside a bare server sending the same bytes. */
export async function run(): Promise<BenchResult[]> {
  const els = await startEls(FLAGS, VALUE_BYTES);
  const bare = Child.start('bare-host');
  try {
    const everything = await els.child.ask<string>('sent', 'server', 'everything');
    const { address } = await bare.ask<{ address: string }>('start', everything, '');
    const bareDoor: Door = { address, type: 'server' };
    const probe = await joined(bare, bareDoor, PROBE, 1_000_000);
    const rate = Math.min(PER_SECOND, Math.floor((PROBE / probe.total) * SHARE));
    const count = Math.min(connections, rate * FOR);
    const ourDoor: Door = { address: els.host.address, type: 'server', secret: els.host.secrets.server };
    await joined(els.child, ourDoor, PROBE, 1_000_000); // as warm as the other
    const reference = await joined(bare, bareDoor, count, rate);
    const ours = await joined(els.child, ourDoor, count, rate);
    const of = (figure: keyof Joined) => ({ ours: ours[figure], reference: reference[figure] });
    const less = rate < PER_SECOND ? `; more than ${rate} a second a bare server does not keep up with on this machine` : '';
    const note = `${count} SDKs, ${(everything.length / 1e6).toFixed(1)} MB each; all synced${less}`;
    return [
      result(`9: joining at ${rate} a second, total`, of('total'), 's', 1.2, note),
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

async function joined(child: Child, door: Door, count: number, rate: number): Promise<Joined> {
  const audience = new Audience(door, count);
  try {
    const { took, total, failure } = await audience.arrive(rate, false);
    if (failure !== undefined) throw new Error(`not all synced: ${failure}`);
    const { peak } = await child.ask<Used>('used');
    return { total: total / 1e6, p99: percentile(took, 99) / 1e6, peak: peak / 1024 / 1024 };
  } finally {
    audience.close();
  }
}
