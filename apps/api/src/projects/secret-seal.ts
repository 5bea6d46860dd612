import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secret } from '@app/domain';
import type { MadeEnvironment, SecretDraft, SecretState } from '@app/domain';
import { makeSecretValue } from '@app/protocol';
import { SecretCipher } from '../encryption/secret-cipher';
import type { Later, Work } from '../change-sets/work';

const GUID_BYTES = 16;

/** Gives drafts of secrets their values, and keeps those: encrypted to be shown again, hashed to be looked up. */
@Injectable()
export class SecretSeal {
  constructor(private readonly cipher: SecretCipher) {}

  /** An environment with all that comes into being with it. */
  putEnvironment(work: Work, { environment, secrets, targetings, segmentTargetings }: MadeEnvironment) {
    const made = work.put(environment);
    for (const draft of secrets) this.put(work, draft);
    for (const targeting of [...targetings, ...segmentTargetings]) work.put<object>(targeting);
    return made;
  }

  put(work: Work, draft: SecretDraft): Later<SecretState> {
    const value = draft.value ?? makeSecretValue(randomBytes(GUID_BYTES), draft.environmentId);
    return work.put(Secret.create(draft, { hash: hashOf(value), encrypted: this.cipher.encrypt(value) }, work.means.at));
  }
}

/** What a value is looked up by: its SHA-256, hex. */
export function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}
