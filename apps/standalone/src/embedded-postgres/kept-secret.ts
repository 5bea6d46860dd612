import { randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

/**
 * The secret kept in that file (mode 0600), made at first. Of two processes that make it at once one wins and both get its value:
 * the file appears complete or not at all.
 */
export async function keptSecret(path: string, make: () => string): Promise<{ value: string; made: boolean }> {
  const kept = await read(path);
  if (kept !== undefined) return { value: kept, made: false };
  const unfinished = `${path}.${randomUUID()}`;
  try {
    await writeFile(unfinished, `${make()}\n`, { mode: 0o600 });
    await link(unfinished, path);
    return { value: (await read(path))!, made: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { value: (await read(path))!, made: false };
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
