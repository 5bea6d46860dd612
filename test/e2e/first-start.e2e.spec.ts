import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, readdir, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { freePorts } from '../support/flaghoist';
import { Installation, type InstallationOptions, type Run, serverIn } from '../support/installation';
import { describeWith } from '../support/requires';
import { Rest } from '../support/rest';
import { missingSdks } from '../support/tools';

jest.setTimeout(300_000);

const ordinaryUser = 1; // `daemon`: there everywhere, owns nothing, and initdb wants one with a name
const withoutRoot = () => (process.getuid?.() === 0 ? undefined : 'it needs root');

let plain: Installation;
let installation: Installation; // `plain`, unless a test needs another
beforeAll(async () => {
  plain = await Installation.make();
});
beforeEach(() => {
  installation = plain;
});
afterEach(() => (installation === plain ? plain.clear() : installation.remove()));
afterAll(() => plain.remove());

type Ports = Readonly<Record<'API_PORT' | 'ELS_PORT' | 'DAS_PORT', string>>;

async function somePorts(): Promise<Ports> {
  const [api, els, das] = await freePorts(3);
  return { API_PORT: String(api), ELS_PORT: String(els), DAS_PORT: String(das) };
}

const tokenIn = (text: string) => /fh_[0-9a-f]{32}_[A-Za-z0-9_-]{43}/.exec(text)?.[0];
const rest = (ports: Ports, token: string) => new Rest(`http://127.0.0.1:${ports.API_PORT}`, token);
const answers = async (port: string) => (await fetch(`http://127.0.0.1:${port}/health/readiness`)).status;
const flags = '/workspaces/main/projects/app/flags';

/** The root token of a first start that is up, ready at all three doors. */
async function firstStart(run: Run, ports: Ports): Promise<string> {
  await run.up;
  for (const port of Object.values(ports)) await eventually(`port ${port} is ready`, async () => (await answers(port)) === 200);
  return tokenIn(run.output())!;
}

/** As Ctrl-C does it: the whole process group gets the signal. */
async function interrupt(run: Run): Promise<number | null> {
  process.kill(-run.process.pid!, 'SIGINT');
  return run.ended;
}

async function expectNothingRuns(run: Run, ports: Ports): Promise<void> {
  expect(await serverIn(installation.dataFolderOf(run))).toBeUndefined();
  for (const port of Object.values(ports)) await expect(answers(port)).rejects.toThrow('fetch failed');
}

async function startsWorksAndStops(options: InstallationOptions): Promise<Run> {
  installation = await Installation.make(options);
  const ports = await somePorts();
  const run = installation.start(ports);
  const token = await firstStart(run, ports);
  await rest(ports, token).must('POST', flags, { key: 'hello', type: 'boolean' });
  expect(await interrupt(run)).toBe(0);
  await expectNothingRuns(run, ports);
  return run;
}

describe('a first start', () => {
  describeWith('as root below a folder that only root may enter', withoutRoot, () => {
    it('puts the data where the database can reach it, says where, and leaves the project alone', async () => {
      const run = await startsWorksAndStops({ closed: true });
      expect(installation.dataFolderOf(run)).toMatch(/^\/var\/lib\/flaghoist\/[0-9a-f]{12}$/);
      expect(run.output()).toMatch(/cannot be entered.*: the data lives in \/var\/lib\/flaghoist\//);
      expect(await readdir(installation.folder)).not.toContain('.flaghoist');
    });
  });

  describeWith('as an ordinary user', withoutRoot, () => {
    it('keeps everything in the project, for that user alone', async () => {
      installation = await Installation.make({ uid: ordinaryUser, closed: true });
      const ports = await somePorts();
      const run = installation.start(ports);
      await firstStart(run, ports);
      const folder = installation.dataFolderOf(run);
      expect(folder).toBe(join(installation.folder, '.flaghoist'));
      expect(await stat(folder)).toMatchObject({ uid: ordinaryUser, mode: 0o40700 });
      expect(await stat(join(folder, 'encryption.key'))).toMatchObject({ uid: ordinaryUser, mode: 0o100600 });
      expect(await interrupt(run)).toBe(0);
      await expectNothingRuns(run, ports);
    });

    it('works after npm ci --ignore-scripts', async () => {
      await startsWorksAndStops({ uid: ordinaryUser, withoutScripts: true });
    });
  });

  it('twice at once is one installation: one of them shows the token, both serve', async () => {
    const [one, other] = [await somePorts(), await somePorts()];
    const runs = [installation.start(one), installation.start(other)];
    await Promise.all(runs.map(({ up }) => up));
    const tokens = runs.map((run) => tokenIn(run.output())).filter(Boolean);
    expect(tokens).toHaveLength(1);
    await rest(one, tokens[0]!).must('POST', flags, { key: 'hello', type: 'boolean' });
    expect((await rest(other, tokens[0]!).must('GET', `${flags}/hello`)).body).toMatchObject({ key: 'hello' });
    expect(await Promise.all(runs.map(interrupt))).toEqual([0, 0]);
    await expectNothingRuns(runs[0]!, one);
  });

  it('prints lines that run as they stand', async () => {
    const ports = await somePorts();
    const run = installation.start(ports);
    const token = await firstStart(run, ports);
    const said = await inShell(pasted(run.output(), 'Create it and switch it on'));
    expect(said).toContain('"key":"hello"');
    const targeting = await rest(ports, token).must(
      'GET',
      '/workspaces/main/projects/app/environments/production/flags/hello/targeting',
    );
    expect(targeting.body).toMatchObject({ enabled: true });
  });

  describeWith('with other vendors’ SDKs', missingSdks, () => {
    it('prints a program that sees the flag come and go', async () => {
      const ports = await somePorts();
      const run = installation.start(ports);
      const token = await firstStart(run, ports);
      const [install, ...program] = pasted(run.output(), 'Watch a flag').split('\n');
      expect(install).toMatch(/npm install .*@featbit\/node-server-sdk$/); // from a registry: here it is installed already
      const watching = spawn('/bin/sh', ['-c', program.join('\n')], {
        env: { PATH: process.env['PATH'], NODE_PATH: join(__dirname, '../tools/node_modules') },
        detached: true,
      });
      let seen = '';
      for (const stream of [watching.stdout, watching.stderr]) stream.on('data', (bytes: Buffer) => (seen += bytes.toString()));
      try {
        await eventually('it is connected', () => seen.includes('hello is false'));
        await inShell(pasted(run.output(), 'Create it and switch it on'));
        await eventually('it sees the flag on', () => seen.trim().endsWith('hello is true'));
        const targeting = '/workspaces/main/projects/app/environments/production/flags/hello/targeting';
        await rest(ports, token).must('PATCH', targeting, { enabled: false });
        await eventually('it sees the flag off', () => seen.trim().endsWith('hello is false'));
      } finally {
        process.kill(-watching.pid!, 'SIGKILL');
      }
    });
  });
});

describe('a later start', () => {
  it('finds what was written, shows no secret, and the command makes a new token', async () => {
    const ports = await somePorts();
    const first = installation.start(ports);
    const token = await firstStart(first, ports);
    await rest(ports, token).must('POST', flags, { key: 'kept', type: 'boolean' });
    expect(await interrupt(first)).toBe(0);

    const again = installation.start(ports);
    await again.up;
    expect(tokenIn(again.output())).toBeUndefined();
    expect(again.output()).toContain('npm run access:root');
    expect((await rest(ports, token).must('GET', `${flags}/kept`)).body).toMatchObject({ key: 'kept' });

    const command = installation.start({}, ['node', 'apps/standalone/start.cjs', 'access:root']);
    expect(await command.ended).toBe(0);
    const made = tokenIn(command.output())!;
    expect(made).not.toBe(token);
    expect((await rest(ports, made).must('GET', `${flags}/kept`)).status).toBe(200);
    expect(await interrupt(again)).toBe(0);
    await expectNothingRuns(again, ports);
  });

  it('is what the command for a new token asks for where there was none', async () => {
    const command = installation.start({}, ['node', 'apps/standalone/start.cjs', 'access:root']);
    expect(await command.ended).toBe(1);
    expect(command.output().trimEnd().split('\n').at(-1)).toMatch(
      /^access:root needs an installation that was started once \(.*\)$/,
    );
  });

  it('after kill -9 just works, and stops the database that the killed one left', async () => {
    const ports = await somePorts();
    const first = installation.start(ports);
    const token = await firstStart(first, ports);
    await rest(ports, token).must('POST', flags, { key: 'kept', type: 'boolean' });
    process.kill(-first.process.pid!, 'SIGKILL');
    await first.ended;
    const left = await serverIn(installation.dataFolderOf(first));
    expect(left).toBeGreaterThan(0);

    const again = installation.start(ports);
    await again.up;
    expect(await serverIn(installation.dataFolderOf(again))).toBe(left);
    expect((await rest(ports, token).must('GET', `${flags}/kept`)).status).toBe(200);
    expect(await interrupt(again)).toBe(0);
    await expectNothingRuns(again, ports);
  });

  it('after a kill -9 of everything at once just works', async () => {
    const ports = await somePorts();
    const first = installation.start(ports);
    const token = await firstStart(first, ports);
    await rest(ports, token).must('POST', flags, { key: 'kept', type: 'boolean' });
    process.kill(-first.process.pid!, 'SIGKILL');
    process.kill((await serverIn(installation.dataFolderOf(first)))!, 'SIGKILL');
    await first.ended;

    const again = installation.start(ports);
    await again.up;
    expect((await rest(ports, token).must('GET', `${flags}/kept`)).status).toBe(200);
    expect(await interrupt(again)).toBe(0);
    await expectNothingRuns(again, ports);
  });

  it('goes on serving when the database is killed under it', async () => {
    const ports = await somePorts();
    const run = installation.start(ports);
    const token = await firstStart(run, ports);
    process.kill((await serverIn(installation.dataFolderOf(run)))!, 'SIGKILL');
    const api = rest(ports, token);
    await eventually('api writes again', async () => (await api.post(flags, { key: 'after', type: 'boolean' })).status === 201);
    expect(await interrupt(run)).toBe(0);
    await expectNothingRuns(run, ports);
  });
});

describe('npm start', () => {
  it('builds what was changed, once though started twice, and nothing that was not', async () => {
    const build = () => installation.start({}, ['npm', 'run', 'build']);
    await appendFile(join(installation.folder, 'libs/evaluation/src/index.ts'), '// changed\n');
    const builds = [build(), build()];
    expect(await Promise.all(builds.map(({ ended }) => ended))).toEqual([0, 0]);
    expect(builds.filter((one) => one.output().includes('Building'))).toHaveLength(1);
    const again = build();
    expect(await again.ended).toBe(0);
    expect(again.output()).not.toContain('Building');
  });

  it('does not start what cannot be built', async () => {
    installation = await Installation.make();
    await appendFile(join(installation.folder, 'libs/evaluation/src/index.ts'), 'const wrong: number = "text";\n');
    const run = installation.start({});
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(/libs\/evaluation\/src\/index\.ts[^]*the build failed; what is wrong stands above\n$/);
  });

  it('ends with 0 on Ctrl-C, which npm hands on a second time', async () => {
    const ports = await somePorts();
    const run = installation.start(ports, ['npm', 'start']);
    await firstStart(run, ports);
    expect(await interrupt(run)).toBe(0);
    await expectNothingRuns(run, ports);
  });
});

describe('a start that cannot be', () => {
  let taken: Server | undefined;
  afterEach(() => taken?.close());

  it('for a taken port is one line that names the variable, before anything is made', async () => {
    const ports = await somePorts();
    taken = createServer();
    await new Promise<void>((resolve) => taken!.listen(Number(ports.ELS_PORT), '127.0.0.1', () => resolve()));
    const run = installation.start(ports);
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(new RegExp(`^ELS_PORT: port ${ports.ELS_PORT} of 127\\.0\\.0\\.1 is taken: .*\\n$`));
    expect(await readdir(installation.folder)).not.toContain('.flaghoist');
  });

  it('for its configuration lists every problem, before anything is made', async () => {
    const run = installation.start({
      API_PORT: 'five thousand',
      LOG_LEVEL: 'loud',
      ROOT_ACCESS_TOKEN: 'toor',
      MqProvider: 'Carrier pigeon',
    });
    expect(await run.ended).toBe(1);
    const lines = run.output().trimEnd().split('\n');
    expect(
      lines
        .slice(1)
        .map((line) => line.split(':')[0]!.trim())
        .sort(),
    ).toEqual(['API_PORT', 'LOG_LEVEL', 'MqProvider', 'ROOT_ACCESS_TOKEN']);
    expect(run.output()).not.toContain('toor');
    expect(await readdir(installation.folder)).not.toContain('.flaghoist');
  });

  it('for a key that did not write the database is one line, and the right key starts it', async () => {
    const ports = await somePorts();
    const first = installation.start(ports);
    const token = await firstStart(first, ports);
    expect(await interrupt(first)).toBe(0);

    const wrong = installation.start({ ...ports, ENCRYPTION_KEY: randomBytes(32).toString('base64') });
    expect(await wrong.ended).toBe(1);
    const said = wrong
      .output()
      .trimEnd()
      .split('\n')
      .filter((line) => line.includes('ENCRYPTION_KEY'));
    expect(said).toEqual([expect.stringMatching(/^ENCRYPTION_KEY: this key \([0-9a-f]{8}\) does not fit the database, /)]);
    expect(wrong.output()).not.toMatch(/^\s+at /m);
    await expectNothingRuns(wrong, ports);

    const again = installation.start(ports);
    await again.up;
    expect((await rest(ports, token).must('GET', flags)).status).toBe(200);
    expect(await interrupt(again)).toBe(0);
  });

  it('for a database of one’s own without its key names the key', async () => {
    const run = installation.start({ ...(await somePorts()), POSTGRES_URL: process.env['TEST_POSTGRES_URL']! });
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(/ENCRYPTION_KEY: must be 32 bytes in base64/);
  });
});

/** The lines of a block of the first screen, as somebody selects and pastes them. */
function pasted(screen: string, heading: string): string {
  const lines = screen.slice(screen.indexOf(heading)).split('\n').slice(2);
  const end = lines.findIndex((line) => !line.startsWith('  '));
  return lines.slice(0, end === -1 ? undefined : end).join('\n');
}

function inShell(lines: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = spawn('/bin/sh', ['-c', lines], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [said, wrong] = ['', ''];
    shell.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
    shell.stderr.on('data', (bytes: Buffer) => (wrong += bytes.toString()));
    shell.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(`${code}: ${wrong}`))));
  });
}
