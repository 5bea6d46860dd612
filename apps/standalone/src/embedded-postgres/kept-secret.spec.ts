import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptSecret } from './kept-secret';

describe('a kept secret', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'kept-secret.'))));
  afterAll(() => rm(folder, { recursive: true }));

  it('is made once and only its owner may read it', async () => {
    const path = join(folder, 'once');
    expect(await keptSecret(path, () => 'first')).toEqual({ value: 'first', made: true });
    expect(await keptSecret(path, () => 'second')).toEqual({ value: 'first', made: false });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is the same for all that make it at once', async () => {
    const path = join(folder, 'at-once');
    const kept = await Promise.all(Array.from({ length: 20 }, (_, index) => keptSecret(path, () => `of ${index}`)));
    expect(new Set(kept.map(({ value }) => value)).size).toBe(1);
    expect(kept.filter(({ made }) => made)).toHaveLength(1);
    expect((await readdir(folder)).filter((name) => name.startsWith('at-once'))).toEqual(['at-once']);
  });
});
