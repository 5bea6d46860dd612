/**
 * What `npm start` runs: builds what is not built, then starts it in this process. Plain Node: nothing is compiled yet.
 *
 *   node apps/standalone/start.cjs               builds if need be and starts
 *   node apps/standalone/start.cjs build         builds if need be
 *   node apps/standalone/start.cjs access:root   builds if need be and runs that command
 *
 * Built is what carries the stamp of the sources it was made of, a hash over them and the lockfile. Of several at once one builds.
 */
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
const { spawnSync } = require('node:child_process');

const root = path.resolve(__dirname, '../..');
const built = path.join(root, 'dist/apps/standalone');
const main = path.join(built, 'apps/standalone/src/main.js');
const stampFile = path.join(built, '.stamp');
const lockFile = path.join(root, 'dist/.building');
const inputs = ['apps', 'libs', 'nest-cli.json', 'tsconfig.json', 'package-lock.json'];
const notBuilt = /\.(spec|contract)\.ts$|^apps\/console\/|(^|\/)(node_modules|dist)\//;

function stampOfSources() {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesIn(input)).sort()) {
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Relative to the root, with slashes. */
function filesIn(relative) {
  const stat = fs.statSync(path.join(root, relative), { throwIfNoEntry: false });
  if (!stat) return [];
  if (!stat.isDirectory()) return /\.(ts|json)$/.test(relative) && !notBuilt.test(relative) ? [relative] : [];
  if (notBuilt.test(`${relative}/`)) return [];
  return fs.readdirSync(path.join(root, relative)).flatMap((name) => filesIn(`${relative}/${name}`));
}

function isBuilt(stamp) {
  return fs.existsSync(main) && fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp;
}

function buildUnlessBuilt() {
  if (isBuilt(stampOfSources())) return;
  fs.mkdirSync(path.dirname(lockFile), { recursive: true });
  while (!takeLock()) sleep(100);
  try {
    const stamp = stampOfSources();
    if (!isBuilt(stamp)) build(stamp); // another one may have done it meanwhile
  } finally {
    fs.rmSync(lockFile, { force: true });
  }
}

/** False while another process builds. What a killed one left is removed. */
function takeLock() {
  try {
    fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const holder = Number.parseInt(read(lockFile) ?? '', 10);
    if (holder > 0 && !isAlive(holder)) fs.rmSync(lockFile, { force: true });
    return false;
  }
}

function build(stamp) {
  process.stderr.write('Building, which is needed once and after each change of the sources …\n');
  fs.rmSync(stampFile, { force: true });
  const nest = path.join(root, 'node_modules/@nestjs/cli/bin/nest.js');
  if (!fs.existsSync(nest)) fail('the build needs the development packages: run npm ci without --omit=dev');
  const { status } = spawnSync(process.execPath, [nest, 'build', 'standalone'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) fail('the build failed; what is wrong stands above');
  fs.writeFileSync(stampFile, stamp);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function fail(reason) {
  throw Object.assign(new Error(reason), { expected: true });
}

try {
  buildUnlessBuilt();
  if (process.argv[2] !== 'build') require(main);
} catch (error) {
  const unwritable = ['EACCES', 'EROFS', 'EPERM'].includes(error.code) && `the build cannot be written: ${error.message}`;
  process.stderr.write(`${unwritable || (error.expected ? error.message : error.stack)}\n`);
  process.exitCode = 1;
}
