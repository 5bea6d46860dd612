import { RootOnly } from '../errors/forbidden';
import type { Findings } from '../errors/findings';
import { nameViolations } from '../meta/read-meta';
import { quoted } from '../meta/quoted';
import type { SecretInput } from './hierarchy-input';
import type { SecretDraft } from './secret-document';

/** @throws RootOnly when another than root chooses the value. */
export function readSecret(
  input: SecretInput,
  environmentId: string,
  at: string,
  { newId, root }: { newId: () => string; root: boolean },
  found: Findings,
): SecretDraft {
  if (input.value !== undefined && !root) throw new RootOnly('the value of a secret');
  return {
    id: newId(),
    environmentId,
    name: readSecretName(input, at, found),
    type: readType(input, at, found),
    expiresAt: readExpiry(input, at, found),
    value: readValue(input, at, found),
  };
}

export function readSecretName({ name = '' }: SecretInput, at: string, found: Findings): string {
  if (name === '')
    found.add({ pointer: `${at}/name`, code: 'VALIDATION_FAILED', detail: 'a secret needs a name, such as "Server Key"' });
  found.addAll(nameViolations(name, `${at}/name`));
  return name;
}

/** An expiry in the past expires at once, so every instant will do. Source: access-model X-1, X-3. */
export function readExpiry({ expiresAt = null }: SecretInput, at: string, found: Findings): number | null {
  if (expiresAt !== null && !(Number.isSafeInteger(expiresAt) && expiresAt >= 0)) {
    found.add({
      pointer: `${at}/expiresAt`,
      code: 'EXPIRY_INVALID',
      detail: 'expiresAt is Unix seconds, a whole number, or null for never',
    });
  }
  return expiresAt;
}

function readType({ type }: SecretInput, at: string, found: Findings): 'server' | 'client' {
  if (type === 'server' || type === 'client') return type;
  const detail = `the type of a secret is "server" or "client"${type === undefined ? '' : `, not ${quoted(type)}`}`;
  found.add({ pointer: `${at}/type`, code: 'SECRET_TYPE_INVALID', detail });
  return 'server';
}

function readValue({ value }: SecretInput, at: string, found: Findings): string | undefined {
  if (value !== undefined && !/^[A-Za-z0-9_-]{44}$/.test(value)) {
    found.add({
      pointer: `${at}/value`,
      code: 'SECRET_INVALID',
      detail: 'the value of a secret is 44 characters of A-Z, a-z, 0-9, "-" and "_"',
    });
  }
  return value;
}
