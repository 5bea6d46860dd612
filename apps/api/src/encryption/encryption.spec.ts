import { createHash, createHmac } from 'node:crypto';
import { derivedKey, keyIdOf } from './encryption-key';
import { SecretCipher } from './secret-cipher';

const key = Buffer.from(Array.from({ length: 32 }, (_, i) => i)).toString('base64');

describe('keys derived from the installation’s', () => {
  it.each(['environment-secrets', 'accesses', 'tokens'] as const)('for %s are HKDF-SHA-256 with that info', (purpose) => {
    const prk = createHmac('sha256', Buffer.alloc(32)).update(Buffer.from(key, 'base64')).digest(); // RFC 5869 §2.2
    expect(derivedKey(key, purpose)).toEqual(
      createHmac('sha256', prk)
        .update(purpose)
        .update(Buffer.from([1]))
        .digest(),
    ); // §2.3
  });

  it('have an id: the first 8 hexadecimal digits of the key’s SHA-256', () => {
    expect(keyIdOf(key)).toBe(createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 8));
  });
});

describe('a cipher', () => {
  const cipher = new SecretCipher(key);

  it('gives back what it was given, and says which key it took', () => {
    const encrypted = cipher.encrypt('4AQlP4lP00GaDAMF6CwzAQQEhEfcCd0RGyRV_9znT60g');
    expect(encrypted.keyId).toBe(keyIdOf(key));
    expect(cipher.decrypt(encrypted)).toBe('4AQlP4lP00GaDAMF6CwzAQQEhEfcCd0RGyRV_9znT60g');
    expect(encrypted.text).not.toContain('4AQl');
  });

  it('never writes the same twice', () => {
    expect(cipher.encrypt('same').text).not.toBe(cipher.encrypt('same').text);
  });

  it('refuses what was altered, and what another key wrote', () => {
    const { keyId, text } = cipher.encrypt('a secret');
    const bytes = Buffer.from(text, 'base64');
    for (const at of [0, 12, bytes.length - 1]) {
      const altered = Buffer.from(bytes);
      altered[at]! ^= 1;
      expect(() => cipher.decrypt({ keyId, text: altered.toString('base64') })).toThrow();
    }
    expect(() => new SecretCipher(Buffer.alloc(32).toString('base64')).decrypt({ keyId, text })).toThrow();
  });
});
