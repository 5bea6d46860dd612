import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '../support/requires';
import { missingSdks } from '../support/tools';

const tools = join(__dirname, '../tools');

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

describeWith('the vendors’ packages', missingSdks, () => {
  it.each([
    ['@featbit/node-server-sdk', '1.3.0'],
    ['@featbit/js-client-sdk', '4.2.15'],
  ])('%s is the published %s, as the lockfile has it', (name, version) => {
    const read = (file: string): Lock => JSON.parse(readFileSync(join(tools, file), 'utf8')) as Lock;
    const locked = read('package-lock.json').packages[`node_modules/${name}`];
    const installed = read('node_modules/.package-lock.json').packages[`node_modules/${name}`];
    expect(locked).toMatchObject({ version });
    expect(locked?.integrity).toMatch(/^sha512-/);
    expect(installed).toEqual(locked); // npm refuses a package whose content has another hash
    process.stdout.write(`${name} ${version}, ${locked?.integrity}\n`);
  });
});
