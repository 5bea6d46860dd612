import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from './eventually';
import { freshDatabase } from './postgres';
import { Rest } from './rest';

export const projectRoot = join(__dirname, '../..');
const main = join(projectRoot, 'dist/apps/standalone/apps/standalone/src/main.js');

export interface Secrets {
  readonly server: string;
  readonly client: string;
}

/** The whole product as one process, as `npm start` runs it, on a database of its own. */
export interface Flaghoist {
  readonly api: Rest;
  /** Base address of els, `http://…`. */
  readonly els: string;
  readonly rootToken: string;
  /** Of workspace `main`, project `app`. */
  readonly secrets: { readonly staging: Secrets; readonly production: Secrets };
  /** `http://127.0.0.1:<port>` of api, els and das. */
  readonly addresses: { readonly api: string; readonly els: string; readonly das: string };
  /** What it has printed so far, both streams. */
  output(): string;
  /** As the operating system does it: SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
  kill(): Promise<void>;
  /** After `kill` or `stop`: the same command on the same ports and data. */
  startAgain(): Promise<void>;
  /** Stops it and drops its database. */
  close(): Promise<void>;
}

export interface Options {
  readonly env?: Readonly<Record<string, string>>;
  /** In place of a database of its own. */
  readonly postgresUrl?: string;
}

export async function startFlaghoist({ env = {}, postgresUrl }: Options = {}): Promise<Flaghoist> {
  build();
  const database = postgresUrl === undefined ? await freshDatabase() : { url: postgresUrl, drop: async () => {} };
  const [apiPort, elsPort, dasPort] = await freePorts(3);
  const rootToken = `fh_${randomUUID().replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`;
  const settings = {
    POSTGRES_URL: database.url,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    ROOT_ACCESS_TOKEN: rootToken,
    API_PORT: String(apiPort),
    ELS_PORT: String(elsPort),
    DAS_PORT: String(dasPort),
    ...env,
  };
  const addresses = {
    api: `http://127.0.0.1:${apiPort}`,
    els: `http://127.0.0.1:${elsPort}`,
    das: `http://127.0.0.1:${dasPort}`,
  };
  const api = new Rest(addresses.api, rootToken);
  let output = '';
  let running: ChildProcess;
  let exited: Promise<number | null>;

  const start = async (): Promise<void> => {
    running = spawn(process.execPath, [main], {
      env: { PATH: process.env.PATH ?? '', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [running.stdout, running.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
    exited = new Promise((resolve) => running.once('exit', (code) => resolve(code)));
    const ended = exited.then((code) => {
      throw new Error(`it exited with ${code} instead of starting:\n${output}`);
    });
    await Promise.race([ended, Promise.all([ready(addresses.api), ready(addresses.els), ready(addresses.das)])]);
    ended.catch(() => {}); // from here on its end is no failure of starting
  };
  const stop = async (): Promise<number | null> => {
    running.kill('SIGTERM');
    return exited;
  };
  const kill = async (): Promise<void> => {
    running.kill('SIGKILL');
    await exited;
  };
  await start();
  return {
    api,
    els: addresses.els,
    rootToken,
    secrets: { staging: await secretsOf(api, 'staging'), production: await secretsOf(api, 'production') },
    addresses,
    output: () => output,
    stop,
    kill,
    startAgain: start,
    close: async () => {
      await kill();
      await database.drop();
    },
  };
}

async function ready(base: string): Promise<void> {
  await eventually(`${base} is ready`, async () => (await fetch(`${base}/health/readiness`)).status === 200, 60_000);
}

async function secretsOf(api: Rest, environment: string): Promise<Secrets> {
  const { body } = await api.must('GET', `/workspaces/main/projects/app/environments/${environment}/secrets`);
  const value = (type: string): string => body.items.find((one: { type: string }) => one.type === type).value;
  return { server: value('server'), client: value('client') };
}

/** Addresses nobody listens on at this moment; below the ephemeral range nothing else takes them meanwhile. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenSomewhere()));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function listenSomewhere(): Promise<ReturnType<typeof createServer>> {
  for (;;) {
    const server = createServer();
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const listening = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (listening) return server;
  }
}

/** Builds when the sources changed; of several test files at once one does. */
function build(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'apps/standalone/start.cjs'), 'build'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the build failed:\n${stdout}${stderr}`);
}
