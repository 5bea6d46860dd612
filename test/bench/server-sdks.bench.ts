import { Audience } from './audience';
import { connections, many, memoryPerConnection, result, startEls, takeTurns, type Side } from './broadcasts';
import { Child } from './child';
import type { BenchResult } from './result';

/** Targets 4 and 7: a change to 10,000 server SDKs, beside a bare server that sends the same bytes, and what each of them costs. */
export async function run(): Promise<BenchResult[]> {
  const els = await startEls(20, 10);
  const bare = Child.start('bare-host');
  const { address, secrets } = els.host;
  const audiences: Audience[] = [];
  try {
    await els.child.ask('change');
    const frame = await els.child.ask<string>('sent', 'server', 'the last change');
    const { address: bareAddress } = await bare.ask<{ address: string }>(
      'start',
      await els.child.ask('sent', 'server', 'everything'),
      frame,
    );
    audiences.push(
      new Audience({ address, type: 'server', secret: secrets.server }, connections),
      new Audience({ address: bareAddress, type: 'server' }, connections),
    );
    const ours: Side = { child: els.child, audience: audiences[0]!, cause: () => els.child.ask('change') };
    const reference: Side = { child: bare, audience: audiences[1]!, cause: () => bare.ask('broadcast') };
    const { p99, cpu } = await takeTurns({ ours, reference });
    const memory = await memoryPerConnection({ ours, reference });
    return [
      result(`4: a change to ${many} server SDKs, p99`, p99, 'ms', 1.1, `a frame of ${frame.length} bytes; every one arrived`),
      result('4: CPU a delivery', cpu, 'µs', 1.2),
      result(`7: memory a server SDK, of ${many}`, memory, 'KiB', 1.2),
    ];
  } finally {
    for (const audience of audiences) audience.close();
    for (const child of [els.child, bare]) child.kill();
  }
}
