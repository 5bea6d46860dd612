import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { identityFor, run } from './identity';
import { openEmbeddedPostgres, type EmbeddedPostgres } from './open-embedded-postgres';
import { isAlive, runningIn } from './postmaster';

let projectRoot: string;
let said: string[];
let opened: EmbeddedPostgres[];

beforeEach(async () => {
  projectRoot = await mkdtemp(join(tmpdir(), 'embedded-postgres.'));
  await chmod(projectRoot, 0o755);
  [said, opened] = [[], []];
});
afterEach(async () => {
  for (const server of opened) await server.stop();
  await rm(projectRoot, { recursive: true, force: true });
});

const inProject = (...path: string[]) => join(projectRoot, '.flaghoist', ...path);
const cluster = () => inProject('postgres');

async function start(): Promise<EmbeddedPostgres> {
  const server = await openEmbeddedPostgres({ projectRoot, log: (line) => said.push(line), settings: { fsync: 'off' } });
  opened.push(server);
  return server;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // some of these tests kill the server
  await client.connect();
  const { rows } = await client.query({ text: statement, rowMode: 'array' }).finally(() => client.end());
  return rows.flat();
}

async function eventually<T>(ask: () => Promise<T>, deadlineMs = 20_000): Promise<T> {
  for (const deadline = performance.now() + deadlineMs; ; await sleep(20)) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

describe('a first start', () => {
  it('makes a UTF-8 database that only its password opens, on 127.0.0.1 alone', async () => {
    const { url, started, dataDir } = await start();
    expect({ started, dataDir }).toEqual({ started: true, dataDir: inProject() });
    expect(await query(url, `SELECT current_setting('server_encoding'), current_setting('TimeZone')`)).toEqual(['UTF8', 'UTC']);
    expect(await query(url, `SELECT current_setting('listen_addresses'), current_setting('unix_socket_directories')`)).toEqual([
      '127.0.0.1',
      '',
    ]);
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(inProject('postgres.password'))).mode & 0o777).toBe(0o600);
    expect((await stat(cluster())).mode & 0o777).toBe(0o700);
  });

  it('keeps the server apart from the terminal we were started in', async () => {
    await start();
    const { pid } = (await runningIn(cluster()))!;
    const { output } = await run('ps', ['-o', 'pgid=', '-p', String(pid)]);
    expect(Number(output)).toBe(pid); // Ctrl-C is for the process group of the terminal
  });

  it('twice at once gives both the same server, and one of them stops it', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    expect(one.url).toBe(other.url);
    expect([one.started, other.started].sort()).toEqual([false, true]);
    expect(await query(one.url, 'SELECT 1')).toEqual([1]);
  });
});

describe('a later start', () => {
  it('finds what was written', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    expect(await runningIn(cluster())).toBeUndefined();
    expect(await query((await start()).url, 'SELECT answer FROM kept')).toEqual([42]);
  });

  it('attaches to the server that runs and leaves it running', async () => {
    const first = await start();
    const second = await start();
    expect(second).toMatchObject({ url: first.url, started: false });
    expect(said).toEqual([expect.stringMatching(/^PostgreSQL runs already in .*: using it$/)]);
    await second.stop();
    expect(await query(first.url, 'SELECT 1')).toEqual([1]);
  });

  it('takes over a server whose launcher was killed', async () => {
    const first = await start();
    await writeFile(inProject('launcher.pid'), String(await endedPid()));
    const second = await start();
    expect(second).toMatchObject({ url: first.url, started: true });
    await second.stop();
    expect(await runningIn(cluster())).toBeUndefined();
  });

  it('is not misled by a postmaster.pid whose number something else has', async () => {
    const first = await start();
    const left = await readFile(join(cluster(), 'postmaster.pid'), 'utf8');
    await first.stop();
    const stranger = spawn('sleep', ['120'], await identityFor(cluster())); // PostgreSQL minds those of its own user alone
    stranger.unref();
    await writeFile(join(cluster(), 'postmaster.pid'), left.replace(/^\d+/, String(stranger.pid)));
    expect((await start()).started).toBe(true);
    stranger.kill();
  });

  it('that PostgreSQL refuses is one line with its reason', async () => {
    await (await start()).stop();
    await writeFile(join(cluster(), 'postgresql.conf'), 'shared_buffers = many');
    await expect(start()).rejects.toThrow(/^PostgreSQL did not start: .*shared_buffers.*postgres\.log\)$/);
  });
});

describe('a server that is killed', () => {
  it('comes back on its port with what was committed', async () => {
    const { url } = await start();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill((await runningIn(cluster()))!.pid, 'SIGKILL');
    expect(await eventually(() => query(url, 'SELECT answer FROM kept'))).toEqual([42]);
    expect(said).toEqual(['PostgreSQL ended (SIGKILL): starting it again']);
  });

  it('while starting again can be stopped, and nothing stays', async () => {
    const server = await start();
    const { pid } = (await runningIn(cluster()))!;
    process.kill(pid, 'SIGKILL');
    await eventually(async () => expect(isAlive(pid)).toBe(false));
    await sleep(5);
    await server.stop();
    expect(await runningIn(cluster())).toBeUndefined();
  });

  it('together with its launcher is recovered by the next start', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const stopped = first.stop(); // as if nobody was there to start it again
    process.kill((await runningIn(cluster()))!.pid, 'SIGKILL');
    await stopped;
    expect(await query((await start()).url, 'SELECT answer FROM kept')).toEqual([42]);
  });
});

async function endedPid(): Promise<number> {
  const child = spawn('true');
  await new Promise((resolve) => child.on('exit', resolve));
  return child.pid!;
}
