import type { FlagDefinition } from '@app/evaluation';
import { Audience } from './audience';
import { connections, many, memoryPerConnection, result, startEls, takeTurns, type Side } from './broadcasts';
import { Child } from './child';
import type { BenchResult } from './result';

/** Targets 6 and 7: a change to 10,000 client SDKs, beside a bare server that evaluates one flag for each connection. */
export async function run(): Promise<BenchResult[]> {
  const els = await startEls(20, 10);
  const bare = Child.start('bare-host');
  const { address, secrets } = els.host;
  const audiences: Audience[] = [];
  try {
    await els.child.ask('change');
    const everything = await els.child.ask<string>('sent', 'client', 'everything');
    const { definition, texts } = await changed(els.child);
    const { address: bareAddress } = await bare.ask<{ address: string }>('start', everything, '');
    await bare.ask('evaluateForEach');
    audiences.push(
      new Audience({ address, type: 'client', secret: secrets.client }, connections),
      new Audience({ address: bareAddress, type: 'client' }, connections),
    );
    const ours: Side = { child: els.child, audience: audiences[0]!, cause: () => els.child.ask('change') };
    const reference: Side = { child: bare, audience: audiences[1]!, cause: () => bare.ask('evaluated', definition, texts) };
    const { p99, cpu } = await takeTurns({ ours, reference });
    const memory = await memoryPerConnection({ ours, reference });
    const cpuNote = `CPU a delivery ${cpu.ours.toFixed(1)} beside ${cpu.reference.toFixed(1)} µs`;
    return [
      result(`6: a change to ${many} client SDKs, p99`, p99, 'ms', 1.3, `each evaluated for its own end user; ${cpuNote}`),
      result(`7: memory a client SDK, of ${many}`, memory, 'KiB', 2),
    ];
  } finally {
    for (const audience of audiences) audience.close();
    for (const child of [els.child, bare]) child.kill();
  }
}

/** The flag that changes, and how a client is told of each variation. */
async function changed(els: Child): Promise<{ definition: FlagDefinition; texts: Record<string, string> }> {
  const server = JSON.parse(await els.ask<string>('sent', 'server', 'the last change'));
  const client = JSON.parse(await els.ask<string>('sent', 'client', 'the last change'));
  const [definition] = server.data.featureFlags;
  const [flag] = client.data.featureFlags;
  const texts = flag.variationOptions.map(({ id, value }: { id: string; value: string }) => [
    id,
    JSON.stringify({ ...flag, variation: value, variationId: id }),
  ]);
  return { definition: { ...definition, version: 1, prerequisites: [] }, texts: Object.fromEntries(texts) };
}
