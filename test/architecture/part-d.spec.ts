import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a row of access-model part D is answered with: by the database, by REST. */
interface Answer {
  readonly sqlstate?: string;
  readonly code?: string;
  readonly status?: number;
}

interface Row extends Answer {
  readonly by: 'sql' | 'rest' | 'both' | 'later' | 'none';
  readonly also?: readonly Answer[];
}

const root = join(__dirname, '../..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const rows = JSON.parse(text('test/specifications/part-d.json')) as Readonly<Record<string, Row>>;

const numbers = Array.from({ length: 48 }, (_, i) => `D-${i + 1}`);
const by = (...ways: readonly Row['by'][]): string[] => numbers.filter((number) => ways.some((way) => way === rows[number]?.by));

/** `['D-7', 'a workspace’s key …', '23505', …]`: rule, title, SQLSTATE. */
const sqlCases = [
  ...text('libs/persistence/src/postgres/sql-rules.spec.ts').matchAll(/'(D-\d+)',\s*(['`]).*?\2,\s*'([0-9A-Z]{5})'/g),
].map(([, number, , sqlstate]) => ({ number: number!, sqlstate: sqlstate! }));

/** The specs of the API say which row a case is about at the beginning of its title: `D-9: …`. */
const restSpecs = readdirSync(join(root, 'apps/api/src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.spec.ts'),
);
const restCases = new Set(
  restSpecs.flatMap((file) => [...text(join('apps/api/src', file)).matchAll(/['"`](D-\d+): /g)].map(([, number]) => number!)),
);

describe('every row of access-model part D', () => {
  it('stands in the list, with what holds it', () => {
    expect(Object.keys(rows)).toEqual(numbers);
    expect(by('sql', 'rest', 'both', 'later', 'none')).toEqual(numbers);
  });

  it('says what the database and REST answer, where one does', () => {
    for (const number of by('sql', 'both'))
      expect([number, rows[number]!.sqlstate]).toEqual([number, expect.stringMatching(/^\w{5}$/)]);
    for (const number of by('rest', 'both')) {
      expect([number, rows[number]]).toEqual([
        number,
        expect.objectContaining({ code: expect.any(String), status: expect.any(Number) }),
      ]);
    }
  });

  it.each(by('sql', 'both'))('%s is broken by SQL, and refused with each of its SQLSTATEs', (number) => {
    const { sqlstate, also = [] } = rows[number]!;
    const promised = [sqlstate, ...also.map((one) => one.sqlstate)].filter((state) => state !== undefined);
    const tried = sqlCases.filter((one) => one.number === number).map((one) => one.sqlstate);
    expect(tried).toEqual(expect.arrayContaining(promised));
  });

  it('that no rule of ours stands behind has no case', () => {
    const withCase = new Set([...sqlCases.map(({ number }) => number), ...restCases]);
    expect([...withCase].filter((number) => !by('sql', 'rest', 'both').includes(number))).toEqual([]);
  });

  it('that REST can break has its case there', () => {
    expect(by('rest', 'both').filter((number) => !restCases.has(number))).toEqual([]);
  });
});
