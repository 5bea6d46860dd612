import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { apiEnv, production, project } from '../../../test/support/api';
import { freshDatabase } from '../../../test/support/postgres';
import { eventually } from '../../../test/support/eventually';

const root = join(__dirname, '../../..');

/** The process as it is deployed, its sources loaded on the fly. */
function anApi(env: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const child = spawn(process.execPath, ['-r', './test/bench/register.cjs', 'apps/api/src/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (output.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output.stderr += bytes.toString()));
  const ended = once(child, 'close').then(([code]) => code as number);
  return { child, output, ended };
}

describe('the process', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  beforeAll(async () => (database = await freshDatabase()));
  afterAll(() => database.drop());

  it('prints what its first run made once, and never logs a secret, a token or a body', async () => {
    const env = apiEnv(database.url, { API_PORT: '0', LOG_LEVEL: 'debug' });
    const { child, output, ended } = anApi(env);
    const address = await eventually('it listens', () => /http:\/\/127\.0\.0\.1:\d+/.exec(output.stdout)?.[0], 120_000);
    const token = /^root access token: (fh_\S+)$/m.exec(output.stdout)![1]!;
    const secrets = [...output.stdout.matchAll(/\((?:server|client)\): (\S{44})$/gm)].map(([, value]) => value!);
    expect(secrets).toHaveLength(4);

    const ask = async (method: string, path: string, body?: string, authorization = `Bearer ${token}`) =>
      (await fetch(`${address}/api/v1${path}`, { method, body, headers: { authorization, 'content-type': 'application/json' } }))
        .status;
    const marked = 'hunter2';
    expect([
      await ask(
        'POST',
        `${project}/flags?comment=${marked}`,
        JSON.stringify({ key: 'new-nav', type: 'boolean', description: marked }),
      ),
      await ask('GET', `${production}/secrets`),
      await ask(
        'PATCH',
        `${production}/flags/new-nav/targeting`,
        `{"individualTargets":[{"variation":"on","endUsers":["${marked}"]}]}`,
      ),
      await ask('PATCH', `${production}/flags/new-nav/targeting`, `{"enabled":"${marked}"}`),
      await ask('GET', '/me', undefined, `Bearer ${token}x`),
      await ask('GET', `/me?resource=${token}&${marked}=1`),
    ]).toEqual([201, 200, 200, 400, 401, 400]);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);

    const log = `${output.stderr}${output.stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .join('\n')}`;
    expect(log.length).toBeGreaterThan(1_000);
    for (const hidden of [...secrets, token, token.slice(36), env.ENCRYPTION_KEY!, marked]) expect(log).not.toContain(hidden);
    expect(log).not.toMatch(/"level":"(error|warn)"/);
  }, 150_000);

  it('tells every problem of its configuration at once and exits 1', async () => {
    const { output, ended } = anApi({ API_PORT: 'x', TOMBSTONE_DAYS: '-1', DbProvider: 'MySql' });
    expect(await ended).toBe(1);
    for (const variable of ['API_PORT', 'TOMBSTONE_DAYS', 'DbProvider', 'ENCRYPTION_KEY'])
      expect(output.stderr).toContain(`${variable}: `);
    expect(output.stderr).not.toMatch(/^\s+at /m);
  });

  it('tells in one line of a key that did not write the database, and exits 1', async () => {
    const { output, ended } = anApi({ ...apiEnv(database.url), API_PORT: '0' });
    expect(await ended).toBe(1);
    expect(output.stderr).toMatch(/^ENCRYPTION_KEY: this key \([0-9a-f]{8}\) does not fit the database, .*\n$/);
    expect(output.stdout).toBe('');
  });

  it('names its commands to whoever asks for another', async () => {
    const { output, ended } = anApi(apiEnv(database.url), 'explode');
    expect(await ended).toBe(1);
    expect(output.stderr).toBe('there is no command explode: known are migrate, access:root, openapi\n');
  });
});
