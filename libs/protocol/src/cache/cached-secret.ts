import type { SecretType } from '../sdk/secrets';

/** What `fh:secret:<sha256>` holds. */
export interface CachedSecret {
  readonly environmentId: string;
  readonly type: SecretType;
  /** Unix seconds; null: never. */
  readonly expiresAt: number | null;
}

export function writeCachedSecret({ environmentId, type, expiresAt }: CachedSecret): string {
  return JSON.stringify({ environmentId, type, expiresAt });
}

/** Undefined: not a secret as we write it. To be taken as not known here; the database decides. */
export function readCachedSecret(text: string): CachedSecret | undefined {
  try {
    const { environmentId, type, expiresAt } = Object(JSON.parse(text)) as Partial<CachedSecret>;
    if (typeof environmentId !== 'string' || (type !== 'server' && type !== 'client')) return undefined;
    return expiresAt === null || Number.isFinite(expiresAt)
      ? { environmentId, type, expiresAt: expiresAt as number | null }
      : undefined;
  } catch {
    return undefined;
  }
}
