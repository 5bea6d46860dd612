import { Metrics, createLog } from '@app/platform';
import { eventually } from '../../../../test/support/eventually';
import { BusReport } from '../bus-report';
import { RealTimeConsumer } from './real-time-consumer';

const envelope = (n: number) =>
  JSON.stringify({
    id: String(n),
    correlationId: 'c',
    scopeId: 'els-1',
    at: 1,
    body: { instance: 'one', els: 'els-1', sentAt: n, environments: [] },
  });

describe('a handler that falls behind', () => {
  it('loses the oldest messages of its scope: what waits stays bounded, is counted, and logged once', async () => {
    const lines: unknown[] = [];
    const metrics = new Metrics('test');
    const log = createLog({ app: 'test', level: 'warn', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
    const got: number[] = [];
    let goOn = () => {};
    const stuck = new Promise<void>((resolve) => (goOn = resolve));
    const consumer = new RealTimeConsumer(
      async ({ bodies }) => {
        got.push((bodies[0] as { sentAt: number }).sentAt);
        if (got.length === 1) await stuck;
      },
      new BusReport(log, metrics),
    );

    consumer.take('presence', envelope(0));
    await eventually('the first call', () => got.length === 1);
    for (let n = 1; n <= 1_500; n++) consumer.take('presence', envelope(n));
    goOn();
    await eventually('the newest', () => got.at(-1) === 1_500);

    expect(got).toEqual([0, ...Array.from({ length: 1_000 }, (_, i) => i + 501)]);
    expect(await metrics.text()).toContain('flaghoist_messages_total{topic="presence",outcome="dropped",app="test"} 500');
    expect(lines).toMatchObject([{ level: 'warn', msg: 'a handler falls behind; its oldest messages are dropped' }]);
    await consumer.stop();
  });
});
