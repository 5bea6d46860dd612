import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { EncryptedText } from '@app/domain';
import { derivedKey, keyIdOf } from './encryption-key';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps environment secrets unreadable at rest: AES-256-GCM, a fresh nonce each time. Text is base64 of nonce, ciphertext, tag. */
export class SecretCipher {
  private readonly key: Buffer;
  readonly keyId: string;

  /** `encryptionKey`: the installation's, in base64. */
  constructor(encryptionKey: string) {
    this.key = derivedKey(encryptionKey, 'environment-secrets');
    this.keyId = keyIdOf(encryptionKey);
  }

  encrypt(plain: string): EncryptedText {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce);
    const encrypted = [nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()];
    return { keyId: this.keyId, text: Buffer.concat(encrypted).toString('base64') };
  }

  /** Throws when it was encrypted with another key, or is not what was written. */
  decrypt({ text }: EncryptedText): string {
    const bytes = Buffer.from(text, 'base64');
    const decipher = createDecipheriv(ALGORITHM, this.key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const plain = [decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return Buffer.concat(plain).toString('utf8');
  }
}
