import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the SDKs' protocol says beyond or against FeatBit's, and what shows that it is so. */
interface Rule {
  readonly id: string;
  /** Of featbit-protocol.md. */
  readonly section: string;
  /** In our own words. */
  readonly rule: string;
  /** `<spec file> › <part of a title>` each; `later`: nothing does yet. */
  readonly shown: readonly string[] | 'later';
}

const root = join(__dirname, '../..');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const rules = JSON.parse(text('test/specifications/ours.json')) as readonly Rule[];

const shown = rules.flatMap((rule) =>
  rule.shown === 'later' ? [] : rule.shown.map((where) => [rule.id, ...where.split(' › ')] as [string, string, string]),
);

describe('the rules of ours', () => {
  it('have an id each, and say where they stand and what they ask', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { id, section, rule } of rules) {
      expect([id, section]).toEqual([expect.stringMatching(/^[a-z0-9-]+$/), expect.stringMatching(/^[0-8](\.\d+)?$/)]);
      expect([id, rule]).toEqual([id, expect.stringMatching(/^\S.{10,}\.$/)]);
    }
  });

  it('are shown by something, or postponed in so many words', () => {
    for (const { id, shown: by } of rules)
      expect([id, by]).toEqual([id, by === 'later' ? 'later' : expect.arrayContaining([expect.any(String)])]);
  });

  it('stand in the order of the sections', () => {
    const numbers = rules
      .map(({ section }) => section.split('.').map(Number))
      .map(([chapter = 0, part = 0]) => 100 * chapter + part);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
  });

  it.each(shown)('%s is shown by %s: %s', (_, file, title) => {
    expect(file).toMatch(/\.(spec|contract)\.ts$/);
    expect([file, existsSync(join(root, file))]).toEqual([file, true]);
    expect(text(file)).toContain(title);
  });
});
