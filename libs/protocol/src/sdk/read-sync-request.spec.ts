import { readClientSync, readServerSync } from './read-sync-request';

describe('what a server SDK asks for', () => {
  it.each([
    ['a cursor', { timestamp: 1_767_225_600_123 }, { timestamp: 1_767_225_600_123 }],
    ['a cursor and the instance it is of', { timestamp: 5, instance: 'a' }, { timestamp: 5, instance: 'a' }],
    ['what other SDKs add', { timestamp: 5, envs: [] }, { timestamp: 5 }],
  ])('is %s', (_, data, request) => {
    expect(readServerSync(data)).toEqual(request);
  });

  it.each([null, undefined, 42, 'x', [], {}, ...[null, '5', -1, 1.5, NaN, 1e300, true, {}].map((timestamp) => ({ timestamp }))])(
    'is everything for %j',
    (data) => {
      expect(readServerSync(data)).toEqual({ timestamp: 0 });
    },
  );

  it.each([7, '', null, {}])('says nothing of an instance that is %j', (instance) => {
    expect(readServerSync({ timestamp: 5, instance })).toEqual({ timestamp: 5 });
  });
});

describe('what a client SDK asks for', () => {
  it('is a cursor and an end user', () => {
    const user = { keyId: 'u-42', name: 'Dana', customizedProperties: [{ name: 'plan', value: 'gold' }] };
    expect(readClientSync({ timestamp: 7, user })).toEqual({ timestamp: 7, user });
  });

  it('keeps the key byte for byte', () => {
    expect(readClientSync({ user: { keyId: ' Ü-42 ' } })).toEqual({
      timestamp: 0,
      user: { keyId: ' Ü-42 ', customizedProperties: [] },
    });
  });

  it('spells the members of the user in any case, those around it in one', () => {
    const user = { KEYID: 'u-1', Name: 'Eve', customizedproperties: [{ NAME: 'plan', Value: 'gold' }] };
    expect(readClientSync({ user })?.user).toEqual({
      keyId: 'u-1',
      name: 'Eve',
      customizedProperties: [{ name: 'plan', value: 'gold' }],
    });
    expect(readClientSync({ User: user })).toBeUndefined();
  });

  it('takes the member of the very name before one that differs in case', () => {
    expect(readClientSync({ user: { KeyId: 'other', keyId: 'u-1' } })?.user.keyId).toBe('u-1');
  });

  it.each([undefined, null, '', '  ', 7])('does without a name that is %j', (name) => {
    expect(readClientSync({ user: { keyId: 'u-1', name } })?.user).toEqual({ keyId: 'u-1', customizedProperties: [] });
  });

  it('takes numbers and booleans as their text, no value as empty, and drops what it cannot compare', () => {
    const customizedProperties = [
      { name: 'age', value: 42 },
      { name: 'beta', value: false },
      { name: 'plan', value: null },
      { name: 'team' },
      null,
      'plan',
      { value: 'nameless' },
      { name: 7, value: 'numbered' },
      { name: 'list', value: ['a'] },
      { name: 'object', value: {} },
      { name: '__proto__', value: 'x' },
    ];
    expect(readClientSync({ user: { keyId: 'u-1', customizedProperties } })?.user.customizedProperties).toEqual([
      { name: 'age', value: '42' },
      { name: 'beta', value: 'false' },
      { name: 'plan', value: '' },
      { name: 'team', value: '' },
      { name: '__proto__', value: 'x' },
    ]);
  });

  it.each([null, 42, 'u-1', [], {}, { keyId: '' }, { keyId: ' \t' }, { keyId: 7 }, { keyId: null }])(
    'is nothing for the user %j',
    (user) => {
      expect(readClientSync({ timestamp: 0, user })).toBeUndefined();
    },
  );

  it.each([null, undefined, 42, []])('is nothing for %j', (data) => {
    expect(readClientSync(data)).toBeUndefined();
  });
});
