import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { derivedKey } from '../encryption/encryption-key';

/** `fh_`, the 32 hexadecimal digits of the access's id, `_`, 43 base64url characters (which may contain `_`). Source: access-model F-12. */
const form = /^fh_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

export interface AccessToken {
  /** The access's id. */
  readonly id: string;
  /** Its secret; the text counts, it is never decoded. */
  readonly secret: string;
}

/** Makes and reads the tokens of accesses; only a hash of a secret is ever stored. */
export class AccessTokens {
  private readonly pepper: Buffer;

  /** `encryptionKey`: the installation's, in base64. */
  constructor(encryptionKey: string) {
    this.pepper = derivedKey(encryptionKey, 'accesses');
  }

  make(): AccessToken {
    return { id: randomUUID(), secret: randomBytes(32).toString('base64url') };
  }

  /** Undefined: that is not a token. */
  read(text: string): AccessToken | undefined {
    const parts = form.exec(text);
    if (!parts) return undefined;
    return { id: parts.slice(1, 6).join('-'), secret: parts[6]! };
  }

  textOf({ id, secret }: AccessToken): string {
    return `fh_${id.replaceAll('-', '')}_${secret}`;
  }

  /** HMAC-SHA-256 of the text, hex: high-entropy secrets need no slow hash. Source: access-model K-1. */
  hash(secret: string): string {
    return createHmac('sha256', this.pepper).update(secret).digest('hex');
  }

  /** In constant time. */
  matches(secret: string, hash: string): boolean {
    const [ours, theirs] = [Buffer.from(this.hash(secret)), Buffer.from(hash)];
    return ours.length === theirs.length && timingSafeEqual(ours, theirs);
  }
}
