import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aFlag } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../test/support/els/els-in-process';
import { eventually } from '../../../test/support/eventually';
import { ElsOwnEnv } from './els.config';
import { Snapshots } from './snapshots/snapshots';

const page = readFileSync(join(__dirname, '../../../docs/operations/els.md'), 'utf8');

describe('the figures', () => {
  let els: ElsInProcess;
  beforeAll(async () => (els = await ElsInProcess.start({ timing: { snapshotIdleMs: 100 } })));
  afterAll(() => ElsInProcess.closeAll());

  const text = async () => (await els.get('/metrics')).text();

  it('are all explained to operators, and nothing else is', async () => {
    const ours = [...(await text()).matchAll(/^# TYPE (flaghoist_els_\w+)/gm)].map(([, name]) => name!);
    const explained = [...page.matchAll(/`(flaghoist_els_[a-z_]+)/g)].map(([, name]) => name!);
    expect([...new Set(explained)].sort()).toEqual(ours.sort());
  });

  it('stand beside every setting of this process', () => {
    const missing = Object.keys(new ElsOwnEnv()).filter((variable) => !page.includes(`\`${variable}\``));
    expect(missing).toEqual([]);
  });

  it('name an environment only while it is in memory', async () => {
    const environment = els.model.add();
    environment.flag(aFlag({ key: 'a' }));
    const sdk = await els.server(environment);
    await sdk.sync();
    const named = async () => (await text()).split('\n').filter((line) => line.includes(environment.id)).length;
    expect(await named()).toBe(3); // connections of servers, revision, lag
    sdk.close();
    await eventually('none', async () => (await named()) === 0);
  });

  it('time each fan-out', async () => {
    const environment = els.model.add();
    const sdk = await els.server(environment);
    await sdk.sync();
    const count = () => els.figure('flaghoist_els_fan_out_seconds_count');
    const before = await count();
    await els.announce(environment.flag(aFlag({ key: 'a' })));
    await sdk.nextSync();
    await eventually('it is timed', async () => (await count()) === before + 1);
  });

  it('count a flag that cannot be evaluated, which is logged once and left out', async () => {
    const environment = els.model.add();
    environment.flag(aFlag({ key: 'a' }));
    environment.flag(aFlag({ key: 'b' }));
    const sdk = await els.client(environment);
    await sdk.sync(0, { user: { keyId: 'u' } });
    const snapshot = els.app.get(Snapshots, { strict: false }).current(environment.id)!;
    Object.defineProperty(snapshot.compiled.flags.get('a'), 'enabled', {
      get: () => {
        throw new Error('a bug of ours');
      },
    });
    for (let i = 0; i < 3; i += 1) {
      const { featureFlags } = await sdk.sync(0, { user: { keyId: `u-${i}` } });
      expect(featureFlags.map(({ id }) => id as string)).toEqual(['b']);
      expect(featureFlags[0]!.timestamp).toBe(environment.revision);
    }
    expect(await els.figure('flaghoist_els_evaluation_failures_total')).toBe(3);
    expect(els.lines.filter(({ flagKey }) => flagKey === 'a')).toHaveLength(1);
    expect(els.errors()).toEqual([]);
  });
});
