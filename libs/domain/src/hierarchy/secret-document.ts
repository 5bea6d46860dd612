/** A secret as history says it; its value never stands there. */
export interface SecretDocument {
  readonly name: string;
  readonly type: 'server' | 'client';
  /** Unix seconds; null: never. */
  readonly expiresAt: number | null;
}

/** A secret whose value is still to be made (or is given, by root) and encrypted. */
export interface SecretDraft extends SecretDocument {
  readonly id: string;
  readonly environmentId: string;
  /** 44 characters, where root chose it. */
  readonly value: string | undefined;
}
