import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { eventually } from './eventually';

const projectRoot = join(__dirname, '../..');

/** Bytes, and ms of CPU since it started. */
export interface Usage {
  readonly rss: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
  readonly external: number;
  readonly cpuMs: number;
}

/** One app in a process of its own, straight from its sources: what is killed is that app alone, and its memory can be read. */
export class AppProcess {
  private child!: ChildProcess;
  private exited!: Promise<number | null>;
  private text = '';

  private constructor(
    private readonly app: 'api' | 'els',
    private readonly env: Readonly<Record<string, string>>,
    /** `http://127.0.0.1:<port>` */
    readonly address: string,
  ) {}

  /** Resolves when it is ready. */
  static async start(app: 'api' | 'els', port: number, env: Readonly<Record<string, string>>): Promise<AppProcess> {
    const variable = app === 'api' ? 'API_PORT' : 'ELS_PORT';
    const started = new AppProcess(app, { ...env, [variable]: String(port) }, `http://127.0.0.1:${port}`);
    await started.startAgain();
    return started;
  }

  /** After `kill` or `stop`: on the same port. */
  async startAgain(): Promise<void> {
    const preloaded = ['test/bench/register.cjs', 'test/support/memory-probe.cjs'].flatMap((file) => [
      '-r',
      join(projectRoot, file),
    ]);
    const args = ['--expose-gc', ...preloaded, join(projectRoot, `apps/${this.app}/src/main.ts`)];
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'] ?? '', ...this.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes: Buffer) => (this.text += bytes.toString()));
    this.child = child;
    this.exited = new Promise((resolve) => child.once('exit', resolve));
    const ended = this.exited.then((code) => {
      throw new Error(`${this.app} ended with ${code} instead of starting:\n${this.text.slice(-4_000)}`);
    });
    await Promise.race([ended, eventually(`${this.app} is ready`, () => this.isReady(), 60_000)]);
    ended.catch(() => {}); // from here on its end is no failure of starting
  }

  get pid(): number {
    return this.child.pid!;
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The log so far, over every start. */
  get output(): string {
    return this.text;
  }

  /** Its lines at `error` and above, and whatever is no line of the log: a crash. */
  get errors(): readonly string[] {
    return this.text.split('\n').filter((line) => line !== '' && !isHarmless(line));
  }

  usage(): Promise<Usage> {
    const answer = new Promise<Usage>((resolve) => this.child.once('message', (usage) => resolve(usage as Usage)));
    this.child.send('usage');
    return answer;
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private async isReady(): Promise<boolean> {
    return (await fetch(`${this.address}/health/readiness`)).status === 200;
  }
}

const below = new Set(['trace', 'debug', 'info', 'warn']);

function isHarmless(line: string): boolean {
  try {
    return below.has((JSON.parse(line) as { level: string }).level);
  } catch {
    return false;
  }
}
