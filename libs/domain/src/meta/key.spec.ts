import { keyViolation, normalKey } from './key';

describe('a key', () => {
  it.each(['ab', 'on', '7a', 'new-nav', 'a.b_c-d', 'A9', `a${'b'.repeat(127)}`])('may be %s', (key) => {
    expect(keyViolation(key, '/key')).toBeUndefined();
  });

  it.each(['a', '-a', 'a-', '.a', 'a b', 'a:b', 'a/b', 'a;b', 'a,b', 'a*', 'é1', 'a\n'])('is refused when it is %j', (key) => {
    expect(keyViolation(key, '/key')).toMatchObject({ pointer: '/key', code: 'KEY_INVALID' });
  });

  it('is required', () => {
    expect([undefined, ''].map((key) => keyViolation(key, '/key')?.code)).toEqual(['KEY_REQUIRED', 'KEY_REQUIRED']);
  });

  it('has at most 128 characters', () => {
    expect(keyViolation('a'.repeat(129), '/key')?.code).toBe('KEY_TOO_LONG');
  });

  it('is lowered, but a flag keeps its case', () => {
    expect(normalKey('WsOne', 'lowered')).toBe('wsone');
    expect(normalKey('WsOne', 'kept')).toBe('WsOne');
  });

  it('is not made of letters that only become ASCII when lowered', () => {
    const kelvin = '\u212Aelvin';
    expect(normalKey(kelvin, 'lowered')).toBe(kelvin);
    expect(keyViolation(kelvin, '/key')?.code).toBe('KEY_INVALID');
  });
});
