import { errorOf, refusals } from '../../testing';
import type { Refusal } from '../../testing';
import { KeyExists, SegmentInUse, VariationInUse } from './conflicts';
import { NotFound } from './lookup';
import { CommentRequired, Invalid, LimitExceeded } from './refused';
import { gather, refuse } from './refuse';
import type { Finding } from './refuse';

const tagged = { pointer: '/tags/0', code: 'TAG_INVALID', detail: 'no tag' };
const named = { pointer: '/name', code: 'NAME_TOO_LONG', detail: 'too long' };
const use = { environment: 'production', flag: 'new-nav', rule: 'staff' };

function refused(...findings: Finding[]): Refusal {
  return errorOf(() => refuse(findings));
}

describe('a refusal', () => {
  it('is none when nothing was found', () => {
    expect(() => refuse([])).not.toThrow();
  });

  it('has the code that all violations share, else a general one', () => {
    expect(refused(tagged, { ...tagged, pointer: '/tags/1' })).toMatchObject({
      kind: 'invalid',
      code: 'TAG_INVALID',
      message: '2 members were refused',
    });
    expect(refused(tagged, named)).toMatchObject({ kind: 'invalid', code: 'VALIDATION_FAILED' });
    expect(refused(tagged)).toMatchObject({ code: 'TAG_INVALID', message: 'no tag' });
  });

  it('is the first of several conflicts, with all of them', () => {
    const error = refused(new KeyExists('flag', 'a1'), new VariationInUse('on', [use]));
    expect(error).toBeInstanceOf(KeyExists);
    expect(error.kind).toBe('conflict');
    expect(refusals(error)).toEqual(['KEY_EXISTS /key', 'VARIATION_IN_USE -']);
  });

  it('is invalid as soon as one thing is, and lists all', () => {
    const error = refused(new VariationInUse('on', [use], '/variations'), named);
    expect(error).toMatchObject({ kind: 'invalid', code: 'VALIDATION_FAILED' });
    expect(refusals(error)).toEqual(['VARIATION_IN_USE /variations', 'NAME_TOO_LONG /name']);
  });

  it('names limit and value when a limit is all there is to it', () => {
    expect(refused(new LimitExceeded('/rules', 'rules', 100, 101))).toMatchObject({
      kind: 'invalid',
      code: 'LIMIT_EXCEEDED',
      facts: { limit: 100, value: 101 },
    });
    expect(refused(new LimitExceeded('/rules', 'rules', 100, 101), named).facts).toBeUndefined();
  });

  it('tells of a few uses in words, of all in its facts', () => {
    const uses = Array.from({ length: 2_000 }, (_, i) => ({ ...use, flag: `flag-${i}` }));
    const error = new SegmentInUse('beta', uses);
    expect(error.message).toContain('flag-2 in production, rule staff; and 1997 more');
    expect(error.facts.usedBy).toHaveLength(2_000);
  });
});

describe('several checks', () => {
  it('answer together when all pass', async () => {
    await expect(
      gather(
        () => 1,
        async () => 'two',
      ),
    ).resolves.toEqual([1, 'two']);
  });

  it('are refused together', async () => {
    const gathered = gather(
      () => refuse([tagged, named]),
      async () => refuse([new KeyExists('flag', 'a1')]),
      () => {
        throw new CommentRequired('production');
      },
    );
    const error = (await gathered.catch((thrown: unknown) => thrown)) as Refusal;
    expect(error).toBeInstanceOf(Invalid);
    expect(refusals(error)).toEqual(['TAG_INVALID /tags/0', 'NAME_TOO_LONG /name', 'KEY_EXISTS /key', 'COMMENT_REQUIRED -']);
  });

  it('end at once with what is no refusal', async () => {
    let asked = false;
    const failing = () => {
      throw new NotFound('the flag new-nav');
    };
    await expect(gather(failing, () => (asked = true))).rejects.toThrow(NotFound);
    expect(asked).toBe(false);
  });
});
