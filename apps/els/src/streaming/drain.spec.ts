import { aFlag } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import { eventually } from '../../../../test/support/eventually';

describe('a process that stops', () => {
  afterAll(() => ElsInProcess.closeAll());

  it('is not ready, lets nobody in, goes on pushing, and closes its sockets with 1012, spread over time', async () => {
    const els = await ElsInProcess.start({ config: { DRAIN_SECONDS: 1 } });
    const environment = els.model.add(100);
    const sdks = await Promise.all(Array.from({ length: 20 }, () => els.server(environment)));
    await Promise.all(sdks.map((sdk) => sdk.sync()));
    const closedAt: number[] = [];
    const codes = sdks.map(async ({ closed }) => {
      const code = await closed;
      closedAt.push(performance.now());
      return code;
    });

    const stopped = els.app.close();
    await eventually('the first has gone', () => closedAt.length > 0);
    const readiness = await els.get('/health/readiness');
    expect([readiness.status, await readiness.json()]).toEqual([503, { status: 'unavailable', because: ['stopping'] }]);
    await expect(els.server(environment)).rejects.toThrow('503');
    await els.announce(environment.flag(aFlag({ key: 'a' })));
    const last = sdks.at(-1)!;
    expect(await last.nextSync()).toMatchObject({ featureFlags: [{ key: 'a' }] });

    expect(new Set(await Promise.all(codes))).toEqual(new Set([1012]));
    expect(closedAt.at(-1)! - closedAt[0]!).toBeGreaterThan(400);
    await stopped;
    expect(els.errors()).toEqual([]);
  });

  it('without sockets stops at once', async () => {
    const els = await ElsInProcess.start({ config: { DRAIN_SECONDS: 600 } });
    await els.app.close();
    await expect(els.get('/health/liveness')).rejects.toThrow();
  });
});
