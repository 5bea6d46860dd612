import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedPostgres } from '../../apps/standalone/src/embedded-postgres/open-embedded-postgres';
import { isAlive, runningIn } from '../../apps/standalone/src/embedded-postgres/postmaster';

export interface PostgresServer {
  /** A superuser's, of the database `postgres`. */
  readonly url: string;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

/** Tests write much and keep nothing: what a power cut would lose is not waited for. */
const forTests = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
const prefix = 'flaghoist-test-postgres.';

/** One that goes away and comes back, with all its data. */
export interface RestartablePostgres extends PostgresServer {
  /** Ends every connection and stops it. */
  halt(): Promise<void>;
  /** After `halt`: perhaps at another port, which `url` tells from then on. */
  resume(): Promise<void>;
}

/** A PostgreSQL server of one's own, for a suite that stops or breaks it. Everyone else takes `freshDatabase()` on the shared one. */
export async function startPostgresServer(settings: Readonly<Record<string, string>> = {}): Promise<RestartablePostgres> {
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}.`));
  await chmod(folder, 0o711); // as root it runs as nobody
  const open = () =>
    openEmbeddedPostgres({
      projectRoot: folder,
      dataDir: join(folder, 'data'),
      log: (line) => process.stderr.write(`${line}\n`),
      settings: { ...forTests, ...settings },
    });
  let server = await open();
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    get url() {
      return server.url;
    },
    halt: () => server.stop(),
    resume: async () => {
      server = await open();
    },
    stop,
  };
}

/** Stops the servers and removes the data of test runs that were killed. */
export async function removeLeftBehind(): Promise<void> {
  for (const name of (await readdir(tmpdir())).filter((one) => one.startsWith(prefix))) {
    if (isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    const running = await runningIn(join(tmpdir(), name, 'data', 'postgres'));
    try {
      if (running) process.kill(running.pid, 'SIGQUIT');
      await rm(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // another user's: theirs to remove
    }
  }
}
