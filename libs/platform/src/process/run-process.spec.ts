import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { transform } from '@swc/core';

/** `main`: what main.ts says, with `runProcess` and `CannotStart` at hand. */
async function aProcess(main: string) {
  const child = spawn(
    process.execPath,
    [
      '-e',
      `const { runProcess, runOnce } = require('./run-process.js'); const { CannotStart } = require('./cannot-start.js');\n${main}`,
    ],
    {
      cwd: folder,
    },
  );
  let output = '';
  child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, output }));
  const says = once(child.stdout, 'data');
  return { child, ended, says };
}

const closing = (work: string) =>
  `runProcess(async () => ({ async close() { ${work} } })); setInterval(() => {}, 1000); console.log('runs');`;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-process.'));
  for (const name of ['run-process', 'cannot-start']) {
    const source = await readFile(join(__dirname, `${name}.ts`), 'utf8');
    const { code } = await transform(source, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
      module: { type: 'commonjs' },
    });
    await writeFile(join(folder, `${name}.js`), code);
  }
});
afterAll(() => rm(folder, { recursive: true }));

describe('a process', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('closes on %s and exits 0', async (signal) => {
    const { child, ended, says } = await aProcess(
      closing(`await new Promise((r) => setTimeout(r, 50)); console.error('closed');`),
    );
    await says;
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, output: 'closed\n' });
  });

  it('takes two signals at once for one keystroke', async () => {
    const { child, ended, says } = await aProcess(
      closing(`await new Promise((r) => setTimeout(r, 100)); console.error('closed');`),
    );
    await says;
    child.kill('SIGINT');
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, output: 'closed\n' });
  });

  it('does not wait any longer after one more signal a second later', async () => {
    const { child, ended, says } = await aProcess(closing(`console.error('closing'); await new Promise(() => {});`));
    await says;
    child.kill('SIGINT');
    await once(child.stderr, 'data');
    await sleep(1_100);
    child.kill('SIGINT');
    expect((await ended).code).toBe(1);
  });

  it('that was told to stop while it started finishes the start, closes and exits 0', async () => {
    const { child, ended, says } = await aProcess(
      `runProcess(async () => { console.log('starts'); await new Promise((r) => setTimeout(r, 100)); return { async close() { console.error('closed'); } } });`,
    );
    await says;
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, output: 'closed\n' });
  });

  it('that waits for what cannot come says so and exits 1', async () => {
    const { child, ended, says } = await aProcess(
      `const timer = setInterval(() => {}, 1000);
       runProcess(async () => ({ async close() { clearInterval(timer); await new Promise(() => {}); } })); console.log('runs');`,
    );
    await says;
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 1, output: expect.stringContaining('ended before it was done') });
  });

  it('that cannot start says why in plain lines and exits 1', async () => {
    const { ended } = await aProcess(`runProcess(async () => { throw new CannotStart('API_PORT: port 5000 is taken'); });`);
    expect(await ended).toEqual({ code: 1, output: 'API_PORT: port 5000 is taken\n' });
  });

  it('that fails to start for a reason nobody foresaw shows the stack and exits 1', async () => {
    const { ended } = await aProcess(`runProcess(async () => { throw new Error('a bug'); });`);
    expect(await ended).toEqual({ code: 1, output: expect.stringMatching(/^Error: a bug\n {4}at /) });
  });
});

describe('a command', () => {
  it('prints what it answers and exits 0', async () => {
    const { child, ended } = await aProcess(`runOnce(async () => 'made'); setInterval(() => {}, 1000);`);
    const [said] = await once(child.stdout, 'data');
    expect([String(said), await ended]).toEqual(['made\n', { code: 0, output: '' }]);
  });

  it('that cannot be run says why in plain lines and exits 1', async () => {
    const { ended } = await aProcess(`runOnce(async () => { throw new CannotStart('there is no command x'); });`);
    expect(await ended).toEqual({ code: 1, output: 'there is no command x\n' });
  });
});
