import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from '../../../../test/support/requires';
import { dataFolderFor, type Wanted } from './data-folder';
import { canEnter } from './identity';

const nobody = { uid: 65534, gid: 65534 };

describe('the data folder', () => {
  let root: string;
  let projectRoot: string;
  let said: string[];
  let wanted: Wanted;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'data-folder.'));
    await chmod(root, 0o755);
    projectRoot = join(root, 'project');
    await mkdir(projectRoot);
    said = [];
    wanted = { projectRoot, sharedFolder: join(root, 'shared'), log: (line) => said.push(line) };
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is .flaghoist in the project', async () => {
    expect((await dataFolderFor(wanted)).path).toBe(join(projectRoot, '.flaghoist'));
    expect(said).toEqual([]);
  });

  it('is DATA_DIR, from the project when it is relative', async () => {
    expect((await dataFolderFor({ ...wanted, dataDir: '../elsewhere/deep' })).path).toBe(join(root, 'elsewhere', 'deep'));
  });

  describeWith(
    'of root',
    () => (process.getuid?.() === 0 ? undefined : 'it needs root'),
    () => {
      it('is below the shared folder when the project is root’s alone, says where, and is the same next time', async () => {
        await chmod(projectRoot, 0o700);
        const { path, identity } = await dataFolderFor(wanted);
        expect(path).toMatch(new RegExp(`^${root}/shared/[0-9a-f]{12}$`));
        expect(identity).toEqual(nobody);
        expect(await canEnter(path, nobody)).toBe(true);
        expect(said).toEqual([expect.stringContaining(path)]);
        expect((await dataFolderFor(wanted)).path).toBe(path);
      });

      it('that DATA_DIR puts where nobody can enter is refused in one line', async () => {
        await chmod(projectRoot, 0o700);
        const asked = dataFolderFor({ ...wanted, dataDir: join(projectRoot, 'data') });
        await expect(asked).rejects.toThrow(/^DATA_DIR: .*project\/data: .*user 65534 cannot enter it; set DATA_DIR .*$/);
      });

      it('can be entered though the umask is tight, and leaves the folders above as they were', async () => {
        const before = process.umask(0o077);
        await dataFolderFor({ ...wanted, dataDir: join(root, 'made', 'data') }).finally(() => process.umask(before));
        expect(await canEnter(join(root, 'made', 'data'), nobody)).toBe(true);
        expect(await stat(root)).toMatchObject({ uid: 0, mode: 0o40755 });
      });

      it('that an ordinary user made goes on as theirs', async () => {
        const cluster = join(projectRoot, '.flaghoist', 'postgres');
        await mkdir(cluster, { recursive: true });
        for (const folder of [projectRoot, join(projectRoot, '.flaghoist'), cluster]) {
          await chown(folder, 1234, 1235);
          await chmod(folder, 0o700);
        }
        expect(await dataFolderFor(wanted)).toMatchObject({
          path: join(projectRoot, '.flaghoist'),
          identity: { uid: 1234, gid: 1235 },
        });
      });

      it('with a database that can no longer be reached is not silently replaced by an empty one', async () => {
        await mkdir(join(projectRoot, '.flaghoist', 'postgres'), { recursive: true });
        await chown(join(projectRoot, '.flaghoist', 'postgres'), nobody.uid, nobody.gid);
        await chmod(projectRoot, 0o700);
        await expect(dataFolderFor(wanted)).rejects.toThrow(/^the data folder: .*cannot enter it/);
      });
    },
  );

  it('cannot be a file', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(dataFolderFor({ ...wanted, dataDir: join(root, 'file') })).rejects.toMatchObject({ code: 'EEXIST' });
  });
});
