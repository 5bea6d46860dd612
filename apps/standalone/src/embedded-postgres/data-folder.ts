import { createHash } from 'node:crypto';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CannotStart } from './cannot-start';
import { canEnter, identityFor, type Identity } from './identity';

export interface DataFolder {
  readonly path: string;
  /** The cluster's own folder: the only thing in `path` that belongs to whom PostgreSQL runs as. */
  readonly cluster: string;
  readonly identity: Identity;
  readonly logFile: string;
  /** The id of the process that is to stop the server. */
  readonly launcherFile: string;
}

export interface Wanted {
  readonly projectRoot: string;
  readonly dataDir?: string;
  readonly sharedFolder: string;
  readonly log: (line: string) => void;
}

/**
 * Where the data lives, made if need be: `dataDir`, or `.flaghoist` in the project, or below the shared folder when PostgreSQL could
 * not get there (root in a folder that is root's alone), which `log` says.
 */
export async function dataFolderFor({ projectRoot, dataDir, sharedFolder, log }: Wanted): Promise<DataFolder> {
  if (dataDir !== undefined) return reachable(await open(resolve(projectRoot, dataDir)), 'DATA_DIR');
  const beside = inside(join(projectRoot, '.flaghoist'));
  const owner = await identityFor(beside.cluster);
  if (await canEnter(projectRoot, owner)) return reachable(await open(beside.path), 'the data folder');
  if (await exists(beside.cluster)) throw unreachable(beside.path, 'the data folder', owner);
  const path = join(sharedFolder, createHash('sha256').update(projectRoot).digest('hex').slice(0, 12));
  log(`${projectRoot} cannot be entered by the user PostgreSQL runs as: the data lives in ${path}`);
  return reachable(await open(path), 'the data folder');
}

const inside = (path: string) => ({
  path,
  cluster: join(path, 'postgres'),
  logFile: join(path, 'postgres.log'),
  launcherFile: join(path, 'launcher.pid'),
});
const exists = async (path: string) => (await stat(path).catch(() => undefined)) !== undefined;

async function open(path: string): Promise<DataFolder> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  const identity = await identityFor(inside(path).cluster);
  // What we made someone else has to pass through, whatever the umask. Folders that were there are left as they are.
  if (first !== undefined && identity.uid !== undefined) {
    for (let made = path; made.startsWith(first); made = dirname(made)) await chmod(made, 0o711);
  }
  return { ...inside(path), identity };
}

async function reachable(folder: DataFolder, name: string): Promise<DataFolder> {
  if (!(await canEnter(folder.path, folder.identity))) throw unreachable(folder.path, name, folder.identity);
  const owner = (await stat(folder.cluster).catch(() => undefined))?.uid;
  const ours = folder.identity.uid ?? process.getuid?.();
  if (owner === undefined || owner === ours) return folder;
  throw new CannotStart(
    `${name}: the database in ${folder.path} belongs to user ${owner}: start as that user, or set DATA_DIR to another folder`,
  );
}

function unreachable(path: string, name: string, { uid }: Identity): CannotStart {
  const who = uid === undefined ? 'you cannot enter it' : `PostgreSQL does not run as root, and user ${uid} cannot enter it`;
  return new CannotStart(
    `${name}: ${path}: ${who}; set DATA_DIR to a folder below folders that everyone may enter, or POSTGRES_URL`,
  );
}
