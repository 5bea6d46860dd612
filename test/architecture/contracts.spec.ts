import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = join(__dirname, '../..');
const adapters = ['memory', 'none', 'postgres', 'mongodb', 'redis', 'kafka', 'clickhouse', 'casbin'];

const sources = ['apps', 'libs'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(top, file)),
);
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const contracts = sources
  .filter((file) => file.endsWith('.contract.ts'))
  .flatMap((file) =>
    [...text(file).matchAll(/export (?:async )?function (\w+Contract)\b/g)].map(([, name]) => ({ file, name: name! })),
  );

/** Adapter folders that must keep a contract: those beside its port, or the ones of `persistence` for a port of `domain`. */
function keepersOf(file: string): string[] {
  const beside = file.startsWith('libs/domain/') ? 'libs/persistence/src' : dirname(file);
  return readdirSync(join(root, beside), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && adapters.includes(entry.name))
    .map((entry) => join(beside, entry.name));
}

describe('every adapter keeps every contract of its port', () => {
  it('finds the contracts', () => {
    expect(contracts.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'environmentCacheContract',
        'messageBusContract',
        'modelStoreContract',
        'environmentReaderContract',
      ]),
    );
  });

  it.each(contracts)('$name', ({ file, name }) => {
    const keepers = keepersOf(file);
    expect(keepers).not.toEqual([]);
    for (const folder of keepers) {
      const specs = sources.filter((source) => source.startsWith(`${folder}/`) && source.endsWith('.spec.ts'));
      const called = specs.filter((spec) => new RegExp(`\\b${name}\\(`).test(text(spec))).map((spec) => basename(spec));
      expect({ folder, called: called.length > 0 }).toEqual({ folder, called: true });
    }
  });
});
