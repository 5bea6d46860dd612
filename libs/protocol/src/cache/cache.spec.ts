import { cacheKeys, purgedKey, readRevisionMember, revisionMember, secretKey } from './cache-keys';
import { readCachedSecret, writeCachedSecret } from './cached-secret';

const environmentId = '7d444840-9dc0-11d1-b245-5ffdce74fad2';

describe('the keys of an environment', () => {
  it('are those that LazyLoad reads, in the order the scripts take them', () => {
    expect([...cacheKeys(environmentId), purgedKey(environmentId)]).toEqual([
      '{fh:7d444840-9dc0-11d1-b245-5ffdce74fad2}:features',
      '{fh:7d444840-9dc0-11d1-b245-5ffdce74fad2}:segments',
      '{fh:7d444840-9dc0-11d1-b245-5ffdce74fad2}:revisions',
      '{fh:7d444840-9dc0-11d1-b245-5ffdce74fad2}:$inited',
      '{fh:7d444840-9dc0-11d1-b245-5ffdce74fad2}:$purged',
    ]);
  });

  it('hold members that say their kind, whatever is in the key', () => {
    expect(revisionMember('flag', 'new_nav')).toBe('flag:new_nav');
    expect(readRevisionMember('segment:a:b')).toEqual({ kind: 'segment', key: 'a:b' });
  });

  it.each(['', 'flag', 'rule:x', ':x', 'Flag:x'])('hold no member %p', (member) => {
    expect(readRevisionMember(member)).toBeUndefined();
  });
});

describe('a secret', () => {
  const secret = { environmentId, type: 'client', expiresAt: 1_798_761_600 } as const;

  it('is found by the hash of its value', () => {
    expect(secretKey('ab12')).toBe('fh:secret:ab12');
  });

  it.each([secret, { ...secret, type: 'server', expiresAt: null } as const])('is read as it was written: %j', (one) => {
    expect(readCachedSecret(writeCachedSecret(one))).toEqual(one);
  });

  it('is written with these members and no other', () => {
    expect(writeCachedSecret({ ...secret, value: 'never' } as typeof secret)).toBe(
      '{"environmentId":"7d444840-9dc0-11d1-b245-5ffdce74fad2","type":"client","expiresAt":1798761600}',
    );
  });

  it.each([
    '',
    'null',
    '[]',
    '{',
    '42',
    '{}',
    JSON.stringify({ ...secret, type: 'admin' }),
    JSON.stringify({ ...secret, expiresAt: 'soon' }),
  ])('is not known when the text is %p', (text) => {
    expect(readCachedSecret(text)).toBeUndefined();
  });
});
