import { CannotStart } from '@app/platform';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { CannotStart as DatabaseCannotStart } from './embedded-postgres/cannot-start';
import { keptSecret } from './embedded-postgres/kept-secret';
import { openEmbeddedPostgres } from './embedded-postgres/open-embedded-postgres';
import { bringsKey, isEmbedded, standaloneConfig, type Environment, type StandaloneEnv } from './standalone.config';

export interface Database {
  /** With its address, and the installation's key when that lives beside it. */
  readonly config: StandaloneEnv;
  /** Of an embedded one; absolute. */
  readonly dataDir?: string;
  readonly stop: () => Promise<void>;
}

/** The database that is configured, or else the embedded one, running. `asked`: the configuration without what that brings. */
export async function openDatabase(env: Environment, asked: StandaloneEnv, log: (line: string) => void): Promise<Database> {
  if (!isEmbedded(env)) return { config: asked, stop: async () => {} };
  const { url, dataDir, stop } = await embedded(asked.DATA_DIR, log);
  try {
    const key = bringsKey(env) ? { ENCRYPTION_KEY: await keyIn(dataDir, log) } : {};
    return { config: standaloneConfig(env, { POSTGRES_URL: url, ...key }), dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function embedded(dataDir: string | undefined, log: (line: string) => void) {
  try {
    return await openEmbeddedPostgres({ projectRoot: process.cwd(), dataDir, log });
  } catch (error) {
    throw error instanceof DatabaseCannotStart ? new CannotStart(error.message) : error;
  }
}

/** The installation's one secret, 32 bytes in base64, made with its data and kept beside it. */
async function keyIn(dataDir: string, log: (line: string) => void): Promise<string> {
  const path = join(dataDir, 'encryption.key');
  const { value, made } = await keptSecret(path, () => randomBytes(32).toString('base64'));
  if (made)
    log(`The installation's key was made: ${path}. Back it up with the data: without it the secrets in it cannot be read.`);
  return value;
}
