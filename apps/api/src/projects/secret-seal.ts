import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Secret } from '@app/domain';
import type { MadeEnvironment, SecretDraft } from '@app/domain';
import { makeSecretValue } from '@app/protocol';
import { SecretCipher } from '../encryption/secret-cipher';
import type { Work } from '../change-sets/work';

const GUID_BYTES = 16;

/** Gives drafts of secrets their values, and keeps those: encrypted to be shown again, hashed to be looked up. */
@Injectable()
export class SecretSeal {
  constructor(private readonly cipher: SecretCipher) {}

  /** An environment with all that comes into being with it. */
  putEnvironment(work: Work, { environment, secrets, targetings, segmentTargetings }: MadeEnvironment) {
    const made = work.put(environment);
    for (const draft of secrets) work.put(this.seal(draft, work.means.at));
    for (const targeting of [...targetings, ...segmentTargetings]) work.put<object>(targeting);
    return made;
  }

  private seal(draft: SecretDraft, at: Date): Secret {
    const value = draft.value ?? makeSecretValue(randomBytes(GUID_BYTES), draft.environmentId);
    const hash = createHash('sha256').update(value).digest('hex');
    return Secret.create(draft, { hash, encrypted: this.cipher.encrypt(value) }, at);
  }
}
