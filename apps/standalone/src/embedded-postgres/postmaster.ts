import { readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { run } from './identity';

/** A server as its cluster's `postmaster.pid` tells (lines 1, 4 and 8). */
export interface Postmaster {
  readonly pid: number;
  /** NaN for the first milliseconds of its life. */
  readonly port: number;
  /** Whether it has started up, by its own word: not yet in the file, or recovering after a crash, it has not. */
  readonly ready: boolean;
}

/** Undefined: none runs. A `postmaster.pid` that a crash left, or whose number now belongs to something else, is none. */
export async function runningIn(cluster: string): Promise<Postmaster | undefined> {
  const told = await postmasterFile(cluster);
  return told && isAlive(told.pid) && (await isPostgres(told.pid)) ? told : undefined;
}

export async function postmasterFile(cluster: string): Promise<Postmaster | undefined> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (!(pid > 0)) return undefined;
  return { pid, port: Number.parseInt(lines[3] ?? '', 10), ready: lines[7]?.trim() === 'ready' };
}

/** Removes the `postmaster.pid` of a crash whose number something else has since: PostgreSQL would take that for a running server. */
export async function forgetStrangersNumber(cluster: string): Promise<void> {
  const told = await postmasterFile(cluster);
  if (told && isAlive(told.pid) && !(await isPostgres(told.pid))) await rm(join(cluster, 'postmaster.pid'), { force: true });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Numbers are used again, soonest in a container; PostgreSQL itself would refuse to start beside whatever has its old one. */
async function isPostgres(pid: number): Promise<boolean> {
  const command =
    process.platform === 'linux'
      ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
      : (await run('ps', ['-p', String(pid), '-o', 'command='])).output;
  return command.includes('postgres');
}

/**
 * Whether the server takes connections. Asked as `pg_isready` does, by a startup message: it answers with an authentication request,
 * or with an error (57P03 while it starts, recovers or stops). Source: PostgreSQL documentation, "Frontend/Backend Protocol".
 */
export function acceptsConnections(port: number, timeoutMs = 5_000): Promise<boolean> {
  if (!(port > 0)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: timeoutMs }, () => socket.write(startupMessage));
    const answer = (accepts: boolean) => {
      resolve(accepts);
      socket.destroy();
    };
    socket.on('data', (bytes: Buffer) => answer(bytes[0] === 'R'.charCodeAt(0)));
    for (const end of ['error', 'timeout', 'close']) socket.on(end, () => answer(false));
  });
}

const parameters = Buffer.from('user\0probe\0\0');
const startupMessage = Buffer.alloc(8 + parameters.length);
startupMessage.writeInt32BE(startupMessage.length, 0);
startupMessage.writeInt32BE(3 << 16, 4); // protocol 3.0
parameters.copy(startupMessage, 8);
