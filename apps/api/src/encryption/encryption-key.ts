import { createHash, hkdfSync } from 'node:crypto';
import { registerDecorator } from 'class-validator';

const BYTES = 32;

/** A variable that holds 32 bytes in base64. The message does not repeat the value. */
export function EncryptionKey(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'encryptionKey',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: isKey,
        defaultMessage: () => '$property must be 32 bytes in base64; make one with: openssl rand -base64 32',
      },
    });
}

function isKey(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === BYTES && bytes.toString('base64') === value;
}

/** What each key derived from the installation's one key is for; HKDF's info. Source: architecture.md. */
export type Purpose = 'environment-secrets' | 'accesses' | 'tokens';

/** HKDF-SHA-256 without salt, 32 bytes. `key`: base64. */
export function derivedKey(key: string, purpose: Purpose): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), '', purpose, BYTES));
}

/** The first 8 hexadecimal digits of the key's SHA-256: stands beside what it encrypted. */
export function keyIdOf(key: string): string {
  return createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 8);
}
