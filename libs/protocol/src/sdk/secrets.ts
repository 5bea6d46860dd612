import { bytesToText, guidToText, textToGuid } from './guid-text';

export type SecretType = 'server' | 'client';

export const SECRET_LENGTH = 44;

/** Whether it has the form of a secret: 44 characters of the alphabet. What it opens, only a look-up of the exact value can say. */
export function isSecretValue(text: string): boolean {
  return /^[A-Za-z0-9_-]{44}$/.test(text);
}

/**
 * The value of a new secret: 22 characters of chance, 22 that name the environment (protocol §1).
 * `random`: 16 bytes from a cryptographic source. Throws a `RangeError` when it has another length or the id is no GUID.
 */
export function makeSecretValue(random: Uint8Array, environmentId: string): string {
  if (random.length !== 16) throw new RangeError(`a secret is made of 16 random bytes, got ${random.length}`);
  const environment = guidToText(environmentId);
  if (environment === undefined) throw new RangeError(`a secret names its environment by a GUID, got "${environmentId}"`);
  return bytesToText(random) + environment;
}

/**
 * The environment that a secret made by `makeSecretValue` names; undefined where it has not the form. For people and tools only:
 * a secret that moved in from elsewhere may name another environment than it opens.
 */
export function environmentNamedBy(secret: string): string | undefined {
  return isSecretValue(secret) ? textToGuid(secret.slice(22)) : undefined;
}
