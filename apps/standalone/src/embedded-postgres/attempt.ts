import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { oneLine } from './binaries';
import { CannotStart } from './cannot-start';
import type { DataFolder } from './data-folder';
import { quietEnvironment } from './identity';

export type Settings = Readonly<Record<string, string>>;

/** What may end a start that the next one gets past: another was first, a crashed server's children still leave, the port went. */
const passing = /lock file "postmaster.pid" already exists|shared memory block|could not bind|could not create any TCP/;
const maxLogBytes = 10 * 1024 * 1024;

/** Local connections with a password; no Unix socket, whose path may be too long and whose folder another's; no statement of ours in its log. */
const ownSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/** One spawned server, and what it said since. */
export class Attempt {
  private constructor(
    readonly child: ChildProcess,
    private readonly folder: DataFolder,
    private readonly logStart: number,
  ) {}

  /** `port`: that one and no other; otherwise a free one. */
  static async start(folder: DataFolder, bin: string, settings: Settings, port?: number): Promise<Attempt> {
    await rm(folder.launcherFile, { force: true });
    const log = await openLog(folder.logFile);
    const { size } = await log.stat();
    const all = Object.entries({ ...ownSettings, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    // A working folder that it may enter, and a session of its own: Ctrl-C is for us, who finish writing before we stop it.
    const child = spawn(join(bin, 'postgres'), ['-D', folder.cluster, '-p', String(port ?? (await freePort())), ...all], {
      ...folder.identity,
      cwd: '/',
      detached: true,
      env: quietEnvironment,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.on('error', () => {}); // then it has no pid, which is looked at
    child.unref();
    await log.close();
    return new Attempt(child, folder, size);
  }

  get running(): boolean {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Throws unless another attempt may succeed. */
  async explainEnd(): Promise<void> {
    const said = (await readFile(this.folder.logFile)).subarray(this.logStart).toString();
    if (passing.test(said)) return;
    throw new CannotStart(`PostgreSQL did not start: ${oneLine(said)} (all of it in ${this.folder.logFile})`);
  }
}

async function openLog(path: string): Promise<FileHandle> {
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size > maxLogBytes) await rename(path, `${path}.1`);
  return open(path, 'a', 0o600);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
