import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { aFlag } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';

const FLAGS = 20;
const description = 'x'.repeat(5_000); // 100 kB an environment, so that what is kept shows above everything else
const CONNECTED = 100;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const heapBytes = async (): Promise<number> => {
  for (let i = 0; i < 3; i += 1) {
    await new Promise(setImmediate);
    collectGarbage();
  }
  return process.memoryUsage().heapUsed;
};

/** Bytes that `CONNECTED` environments take, of so many that exist. */
const bytesWhenConnected = async (existing: number): Promise<number> => {
  const els = await ElsInProcess.start({ level: 'warn' });
  const environments = Array.from({ length: existing }, (): ModelEnvironment => {
    const environment = els.model.add(100);
    for (let i = 0; i < FLAGS; i += 1) environment.flag(aFlag({ key: `flag-${i}`, description: `${i} ${description}` }));
    return environment;
  });
  await (await els.server(els.model.add(100))).sync(); // what the first connection of all costs
  const before = await heapBytes();
  for (const environment of environments.slice(0, CONNECTED)) await (await els.server(environment)).sync();
  for (const environment of environments) await els.announce(environment.flag(aFlag({ key: 'new' }))); // all of them change
  for (const environment of environments.slice(CONNECTED, 2 * CONNECTED)) {
    expect((await els.get('/api/public/sdk/server/latest-all', environment.secrets.server.replace(/^../, '__'))).status).toBe(
      401,
    );
  }
  const bytes = (await heapBytes()) - before;
  await els.close();
  return bytes;
};

describe('a process with 1,000 environments, 100 of them connected', () => {
  afterAll(() => ElsInProcess.closeAll());

  it('takes the memory of the 100', async () => {
    const alone = await bytesWhenConnected(CONNECTED);
    const among = await bytesWhenConnected(1_000);
    expect(alone).toBeGreaterThan(CONNECTED * FLAGS * description.length); // what is measured is what is kept
    expect(among).toBeLessThan(1.5 * alone);
  }, 120_000);
});
