import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { binariesFor, sharedFolder, thisMachine } from './binaries';
import { CannotStart } from './cannot-start';
import { initialise } from './cluster';
import { dataFolderFor } from './data-folder';
import { keptSecret } from './kept-secret';
import { Server } from './server';

export interface EmbeddedPostgresOptions {
  /** Where the data shall live; relative to `projectRoot`. Default: `.flaghoist` in it. */
  readonly dataDir?: string;
  readonly projectRoot: string;
  /** One line of text for the operator. */
  readonly log: (line: string) => void;
  /** Server settings beside ours, as `postgres -c` takes them. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** `postgres://…`, a superuser of this server, on 127.0.0.1. */
  readonly url: string;
  /** False: it ran already and belongs to another process of ours, which will stop it. */
  readonly started: boolean;
  /** Absolute, and perhaps not the folder that was asked for: `log` said so. */
  readonly dataDir: string;
  /** Ends its connections and stops it, if we started it. */
  readonly stop: () => Promise<void>;
}

const user = 'flaghoist';

/**
 * The PostgreSQL that npm brought, running over the data folder: made at the first start, attached to when it runs already, recovered
 * after a crash of either of us. Throws `CannotStart` with one line that says what to change.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { projectRoot, dataDir, log, settings = {} } = options;
  try {
    const folder = await dataFolderFor({ projectRoot: resolve(projectRoot), dataDir, sharedFolder, log });
    const bin = await binariesFor(folder.identity, {
      resolve: createRequire(__filename).resolve,
      machine: thisMachine(),
      sharedFolder,
    });
    const password = await keptSecret(join(folder.path, 'postgres.password'), () => randomBytes(24).toString('hex'));
    await initialise(folder, bin, user, password.value);
    const server = await Server.open({ folder, bin, settings, log });
    const url = `postgres://${user}:${password.value}@127.0.0.1:${server.port}/postgres`;
    return { url, started: server.ours, dataDir: folder.path, stop: () => server.stop() };
  } catch (error) {
    throw explained(error);
  }
}

/** What the file system refuses (no permission, no space, a file in the way) is the operator's to mend. */
function explained(error: unknown): unknown {
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof CannotStart || code === undefined || syscall === undefined) return error;
  return new CannotStart(
    `the data folder cannot be used (${syscall} ${path ?? ''}: ${code}): set DATA_DIR to a folder you may write`,
  );
}
