import type { Named, Stored } from '../stored';

export interface WorkspaceState extends Stored, Named {
  /** Raised by every IAM change set. */
  readonly policyRevision: number;
}

export interface ProjectState extends Stored, Named {
  readonly workspaceId: string;
  readonly archivedAt: Date | null;
}

export interface EnvironmentSettings {
  readonly requireComment: boolean;
  /** Reserved: null for now. */
  readonly requireApproval: { readonly reviewers: readonly string[]; readonly count: number } | null;
  /** Reserved: false for now. */
  readonly protected: boolean;
}

export interface StoredEnvironment extends Stored, Named {
  readonly projectId: string;
  readonly archivedAt: Date | null;
  readonly settings: EnvironmentSettings;
  /** The SDKs' cursor, in ms. */
  readonly revision: number;
  readonly purgedRevision: number;
}

/** A value encrypted at rest. `keyId`: the first 8 hexadecimal digits of the SHA-256 of the key that encrypted it. */
export interface EncryptedText {
  readonly keyId: string;
  /** Base64: nonce, ciphertext and tag. */
  readonly text: string;
}

export interface SecretState extends Stored {
  readonly environmentId: string;
  readonly name: string;
  readonly type: 'server' | 'client';
  /** SHA-256 of the value, hex: what `els` looks up. */
  readonly hash: string;
  readonly encrypted: EncryptedText;
  /** Unix seconds; null: never. */
  readonly expiresAt: number | null;
}

export interface AccessState extends Stored, Named {
  readonly kind: 'personal' | 'service';
  readonly type: 'root' | 'admin' | 'user' | 'service';
  readonly scope: 'instance' | 'workspace' | 'project' | 'environment';
  readonly workspaceId: string | null;
  readonly projectId: string | null;
  readonly environmentId: string | null;
  /** HMAC-SHA-256 of the secret's text under the pepper derived from ENCRYPTION_KEY, hex. */
  readonly secretHash: string;
  readonly enabled: boolean;
  /** Unix seconds; null: never. */
  readonly expiresAt: number | null;
}
