import { anonymousIdentity, readEvaluateRequest } from './read-evaluate-request';

const user = { keyId: 'u-42', customizedProperties: [] };
const all = { tagFilterMode: 'and', tags: [], keys: [], timestamp: 0 };
const read = (body: unknown) => {
  const result = readEvaluateRequest(body);
  return result.ok ? result.value : result.reason;
};

describe('what the evaluate endpoint is asked', () => {
  it('is an end user and a filter', () => {
    const filter = { tagFilterMode: 'or', tags: ['ui'], keys: ['new_nav'], timestamp: 7 };
    expect(read({ user, filter })).toEqual({ user, filter });
  });

  it.each([undefined, null, {}, { tagFilterMode: null, tags: null, keys: null, timestamp: null }, { tagFilterMode: ' ' }])(
    'is everything for the filter %j',
    (filter) => {
      expect(read({ user, filter })).toEqual({ user, filter: all });
    },
  );

  it('spells members in any case', () => {
    expect(read({ User: { KEYID: 'u-42' }, FILTER: { Tags: ['ui'] } })).toEqual({ user, filter: { ...all, tags: ['ui'] } });
  });

  it('takes a timestamp below 0 for none', () => {
    expect(read({ user, filter: { timestamp: -5 } })).toEqual({ user, filter: all });
  });

  it.each([{}, { keyId: null }, { keyId: '' }, { keyId: ' \t' }])(
    'takes one without a key for anonymous where it has properties: %j',
    (one) => {
      const customizedProperties = [{ name: 'plan', value: 'gold' }];
      expect(read({ user: { ...one, name: 'Dana', customizedProperties } })).toEqual({
        user: { name: 'Dana', customizedProperties },
        filter: all,
      });
    },
  );

  it.each([
    undefined,
    null,
    [],
    'text',
    {},
    { user: null },
    { user: 'u-42' },
    { user: {} },
    { user: { keyId: ' ', customizedProperties: [] } },
    { user: { keyId: 7, customizedProperties: [{ name: 'plan', value: 'gold' }] } },
    { user: { customizedProperties: [null, { value: 'nameless' }] } },
  ])('names the end user where there is none: %j', (body) => {
    expect(read(body)).toMatch(/^user must be/);
  });

  it.each([
    ['filter', 'ui'],
    ['filter', []],
    ['filter.tagFilterMode', { tagFilterMode: 'AND' }],
    ['filter.tagFilterMode', { tagFilterMode: 1 }],
    ['filter.tags', { tags: 'ui' }],
    ['filter.tags', { tags: [1] }],
    ['filter.tags and filter.keys', { keys: {} }],
    ['filter.timestamp', { timestamp: 1.5 }],
    ['filter.timestamp', { timestamp: '7' }],
  ])('names %s where that is what is wrong: %j', (member, filter) => {
    expect(read({ user, filter })).toMatch(new RegExp(`^${member} `));
  });
});

describe('what an anonymous end user is known by', () => {
  it('is its properties sorted by name in code units', () => {
    const properties = [
      { name: 'plan', value: 'gold' },
      { name: 'country', value: 'NO' },
    ];
    expect(anonymousIdentity(properties)).toBe('[["country","NO"],["plan","gold"]]');
    expect(anonymousIdentity(properties.toReversed())).toBe('[["country","NO"],["plan","gold"]]');
    const named = ['ä', 'a', 'Z', 'z', '10', '9'].map((name) => ({ name, value: '' }));
    expect(anonymousIdentity(named)).toBe('[["10",""],["9",""],["Z",""],["a",""],["z",""],["ä",""]]');
  });
});
