import { chown, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { oneLine } from './binaries';
import { CannotStart } from './cannot-start';
import type { DataFolder } from './data-folder';
import { run } from './identity';
import { isAlive } from './postmaster';

const beside = 'initdb.'; // and the process id of whoever is at it

/**
 * Makes the database cluster unless it is there. In a folder beside, renamed when complete: whatever is killed half-way, the cluster is
 * whole or absent, and of two first starts at once one wins.
 */
export async function initialise(
  { path, cluster, identity }: DataFolder,
  bin: string,
  user: string,
  password: string,
): Promise<void> {
  await removeLeftovers(path);
  if (await exists(cluster)) return;
  const unfinished = await mkdtemp(join(path, `${beside}${process.pid}.`));
  const passwordFile = join(unfinished, 'password');
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (identity.uid !== undefined) {
      await chown(passwordFile, identity.uid, identity.gid!);
      await chown(unfinished, identity.uid, identity.gid!);
    }
    const made = join(unfinished, 'cluster');
    const { code, output } = await run(
      join(bin, 'initdb'),
      ['-D', made, '-U', user, '--encoding=UTF8', '--no-locale', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
      { ...identity },
    );
    if (code !== 0)
      throw new CannotStart(`initdb could not make the database in ${path}: ${oneLine(output)}; mend that, or set POSTGRES_URL`);
    await rename(made, cluster);
  } catch (error) {
    if (!(await exists(cluster))) throw error; // otherwise another first start was quicker, and its cluster is ours as well
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

const exists = async (path: string) => (await stat(path).catch(() => undefined)) !== undefined;

/** Of first starts that were killed. */
async function removeLeftovers(path: string): Promise<void> {
  const leftovers = (await readdir(path)).filter(
    (name) => name.startsWith(beside) && !isAlive(Number.parseInt(name.slice(beside.length), 10)),
  );
  for (const name of leftovers) await rm(join(path, name), { recursive: true, force: true });
}
