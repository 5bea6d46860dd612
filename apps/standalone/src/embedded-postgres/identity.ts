import { spawn, type SpawnOptions } from 'node:child_process';
import { stat } from 'node:fs/promises';

/** Whom PostgreSQL's programs run as; empty: as ourselves. */
export interface Identity {
  readonly uid?: number;
  readonly gid?: number;
}

const nobody = { uid: 65534, gid: 65534 };

/**
 * PostgreSQL refuses to run as root, so for root everything of it runs as `nobody`, or as whoever owns the cluster already (a folder
 * first used by an ordinary user).
 */
export async function identityFor(clusterFolder: string, ownUid = process.getuid?.()): Promise<Identity> {
  if (ownUid !== 0) return {};
  const { uid, gid } = await stat(clusterFolder).catch(() => nobody);
  return uid === 0 ? nobody : { uid, gid };
}

/** Whether that identity can stand in the folder. Asked of the system: mode bits alone know nothing of ACLs, mounts and parents. */
export async function canEnter(folder: string, identity: Identity): Promise<boolean> {
  return (await run('/bin/sh', ['-c', 'cd "$0"', folder], { ...identity })).code === 0;
}

export interface Outcome {
  /** Null when it could not be run at all, or a signal ended it. */
  readonly code: number | null;
  /** Both outputs, in the order they came. */
  readonly output: string;
}

/** Runs a program to its end, with a small environment of its own (messages in English, nothing of PostgreSQL's `PG…`). */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: '/', env: quietEnvironment, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (piece: Buffer) => (output += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (output += piece.toString()));
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** `LC_ALL=C` keeps messages English: some of them are read. */
export const quietEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
