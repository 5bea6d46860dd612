import { createHash } from 'node:crypto';
import { EndUser } from '@app/evaluation';
import { anonymousIdentity, type AnonymousSdkUser, type SdkUser } from '@app/protocol';

/** Whom an end user is evaluated as: one without a key has one made of its properties, the same for equal ones (§8.2). */
export function endUserOf(user: SdkUser | AnonymousSdkUser): EndUser {
  return new EndUser('keyId' in user ? user : { ...user, keyId: anonymousKey(user) });
}

function anonymousKey({ customizedProperties }: AnonymousSdkUser): string {
  return `anon-${createHash('sha256').update(anonymousIdentity(customizedProperties)).digest('hex')}`;
}
