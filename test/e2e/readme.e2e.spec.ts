import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { type Flaghoist, projectRoot, startFlaghoist } from '../support/flaghoist';
import { describeWith } from '../support/requires';
import { missingSdks } from '../support/tools';

const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text!);

describe('the README', () => {
  it('has the two commands, and they are scripts of the repository', () => {
    const commands = blocks('sh').filter((text) => text.startsWith('npm'));
    expect(commands).toEqual(['npm ci && npm start\n', 'npm ci && npm test\n']);
    const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test', 'access:root', 'bench', 'lint', 'test:setup']));
  });
});

describeWith('the README’s first success', missingSdks, () => {
  let flaghoist: Flaghoist;

  beforeAll(async () => {
    flaghoist = await startFlaghoist();
  }, 120_000);
  afterAll(() => flaghoist?.close());

  const here = (text: string) =>
    text
      .replaceAll('127.0.0.1:5000', new URL(flaghoist.addresses.api).host)
      .replaceAll('127.0.0.1:5100', new URL(flaghoist.els).host);

  it('is what its snippets do: one watches, the other switches', async () => {
    const [watch] = blocks('js');
    const switchOn = blocks('sh').find((text) => text.includes('curl'));
    const env = {
      PATH: process.env.PATH,
      NODE_PATH: join(projectRoot, 'test/tools/node_modules'),
      SDK_SECRET: flaghoist.secrets.production.server,
      TOKEN: flaghoist.rootToken,
    };
    const watching = spawn(process.execPath, ['-e', here(watch!)], { env });
    let seen = '';
    watching.stdout.on('data', (text: Buffer) => (seen += text.toString()));
    try {
      await eventually('it shows the default', () => seen.includes('new-nav is false'));
      const answered = spawn('bash', ['-ec', here(switchOn!)], { env });
      let answers = '';
      answered.stdout.on('data', (text: Buffer) => (answers += text.toString()));
      await eventually('it shows the change', () => seen.includes('new-nav is true'));
      expect(answers).toContain('"enabled":true');
    } finally {
      watching.kill();
    }
  });
});
