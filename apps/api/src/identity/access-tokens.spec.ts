import { createHmac } from 'node:crypto';
import { AccessTokens } from './access-tokens';

const key = Buffer.alloc(32, 7).toString('base64');
const tokens = new AccessTokens(key);

describe('a token', () => {
  it('is fh_, the id without dashes, _ and 43 characters of base64url', () => {
    const made = tokens.make();
    expect(tokens.textOf(made)).toMatch(/^fh_[0-9a-f]{32}_[A-Za-z0-9_-]{43}$/);
    expect(tokens.read(tokens.textOf(made))).toEqual(made);
  });

  it('may have underscores in its secret', () => {
    const text = `fh_3d0f8c527a1b4e7e9f0e5b7a0c1d2e3f_${'_'.repeat(43)}`;
    expect(tokens.read(text)).toEqual({ id: '3d0f8c52-7a1b-4e7e-9f0e-5b7a0c1d2e3f', secret: '_'.repeat(43) });
  });

  it.each([
    '',
    'fh_',
    `fh_${'0'.repeat(32)}_${'a'.repeat(42)}`,
    `FH_${'0'.repeat(32)}_${'a'.repeat(43)}`,
    `fh_${'0'.repeat(32)}_${'a'.repeat(43)}=`,
    `fh_${'G'.repeat(32)}_${'a'.repeat(43)}`,
  ])('is not %j', (text) => expect(tokens.read(text)).toBeUndefined());

  it('is known by a keyed hash of its secret’s text alone', () => {
    const { secret } = tokens.make();
    // HKDF-SHA-256 by hand. Source: RFC 5869 §2, with 32 zero bytes in place of the salt.
    const prk = createHmac('sha256', Buffer.alloc(32)).update(Buffer.alloc(32, 7)).digest();
    const pepper = createHmac('sha256', prk)
      .update('accesses')
      .update(Buffer.from([1]))
      .digest();
    expect(tokens.hash(secret)).toBe(createHmac('sha256', pepper).update(secret, 'utf8').digest('hex'));
    expect(tokens.matches(secret, tokens.hash(secret))).toBe(true);
    expect(tokens.matches(`${secret}x`, tokens.hash(secret))).toBe(false);
    expect(tokens.matches(secret, new AccessTokens(Buffer.alloc(32, 8).toString('base64')).hash(secret))).toBe(false);
    expect(tokens.matches(secret, '')).toBe(false);
  });
});
