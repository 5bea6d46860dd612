import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Attempt, type Settings } from './attempt';
import { CannotStart } from './cannot-start';
import type { DataFolder } from './data-folder';
import { acceptsConnections, forgetStrangersNumber, isAlive, runningIn, type Postmaster } from './postmaster';

const startTimeoutMs = 60_000; // recovery after a crash replays what was written since the last checkpoint
const stopTimeoutMs = 30_000;
const pollMs = 20;

export interface ServerOptions {
  readonly folder: DataFolder;
  /** The folder of the binaries. */
  readonly bin: string;
  readonly settings: Settings;
  readonly log: (line: string) => void;
}

/** The server over a cluster, taking connections. One that we started is started again, on its port, when it dies under us. */
export class Server {
  private stopping = false;
  private reviving: Promise<void> = Promise.resolve();

  private constructor(
    private readonly options: ServerOptions,
    private postmaster: Postmaster,
    /** Whether stopping it is up to us. */
    readonly ours: boolean,
  ) {}

  get port(): number {
    return this.postmaster.port;
  }

  /** Attaches to the one that runs, starts one otherwise. */
  static async open(options: ServerOptions): Promise<Server> {
    const { folder, log } = options;
    const { postmaster, attempt } = await attachOrStart(options);
    if (!attempt) log(`PostgreSQL runs already in ${folder.path}: using it`);
    const ours = attempt !== undefined || (await wasLeftBehind(folder.launcherFile));
    if (ours) await writeFile(folder.launcherFile, String(process.pid), { mode: 0o600 });
    const server = new Server(options, postmaster, ours);
    if (attempt) server.reviveAfter(attempt);
    return server;
  }

  /** By SIGINT: connections end at once, what was committed is on disk. Another process's is left running. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.reviving;
    const { cluster, launcherFile } = this.options.folder;
    if (!this.ours || (await runningIn(cluster))?.pid !== this.postmaster.pid) return;
    process.kill(this.postmaster.pid, 'SIGINT');
    for (const deadline = performance.now() + stopTimeoutMs; performance.now() < deadline; await sleep(pollMs)) {
      if ((await runningIn(cluster))?.pid !== this.postmaster.pid) break;
    }
    await rm(launcherFile, { force: true });
  }

  /** After a crash; with code 0 somebody told it to stop. */
  private reviveAfter({ child }: Attempt): void {
    child.once('exit', (code, signal) => {
      if (!this.stopping && code !== 0) this.reviving = this.revive(`PostgreSQL ended (${signal ?? `code ${code}`})`);
    });
  }

  private async revive(because: string): Promise<void> {
    const { folder, log } = this.options;
    log(`${because}: starting it again`);
    try {
      const { postmaster, attempt } = await attachOrStart(this.options, this.port);
      if (postmaster.port !== this.port)
        throw new CannotStart(`another process started it at port ${postmaster.port}: start again`);
      this.postmaster = postmaster;
      if (attempt) this.reviveAfter(attempt);
      await writeFile(folder.launcherFile, String(process.pid), { mode: 0o600 });
    } catch (error) {
      log(`PostgreSQL stays away: ${(error as Error).message}`);
    }
  }
}

/** `attempt` is there when the server that runs is the one started here. */
async function attachOrStart(
  { folder, bin, settings }: ServerOptions,
  port?: number,
): Promise<{ postmaster: Postmaster; attempt?: Attempt }> {
  let attempt: Attempt | undefined;
  for (const deadline = performance.now() + startTimeoutMs; performance.now() < deadline; await sleep(pollMs)) {
    const postmaster = await runningIn(folder.cluster);
    if (postmaster?.ready && (await acceptsConnections(postmaster.port))) {
      return postmaster.pid === attempt?.child.pid ? { postmaster, attempt } : { postmaster };
    }
    if (postmaster || attempt?.running) continue;
    await attempt?.explainEnd();
    await forgetStrangersNumber(folder.cluster);
    attempt = await Attempt.start(folder, bin, settings, port);
  }
  throw new CannotStart(`PostgreSQL does not take connections: see ${folder.logFile}`);
}

/** The process that started the running server was killed before it could stop it: whoever attaches next stops it. */
async function wasLeftBehind(launcherFile: string): Promise<boolean> {
  const launcher = Number.parseInt(await readFile(launcherFile, 'utf8').catch(() => ''), 10);
  return launcher > 0 && !isAlive(launcher);
}
