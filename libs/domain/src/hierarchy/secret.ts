import { Aggregate } from '../aggregate';
import type { WriteOf } from '../aggregate';
import { TypeImmutable } from '../errors/conflicts';
import { Findings } from '../errors/findings';
import { same } from '../same';
import type { SecretInput } from './hierarchy-input';
import type { EncryptedText, SecretState } from './hierarchy-state';
import type { SecretDocument, SecretDraft } from './secret-document';
import { readExpiry, readSecret, readSecretName } from './read-secret';

/** What an SDK connects with: it opens one environment for one kind of SDK. */
export class Secret extends Aggregate<'secret', SecretState> {
  readonly kind = 'secret';

  /** `root`: whether root asks; others may not choose a value. */
  static draft(input: SecretInput, environmentId: string, means: { newId: () => string; root: boolean }): SecretDraft {
    const found = new Findings();
    const draft = readSecret(input, environmentId, '', means, found);
    found.refuse();
    return draft;
  }

  /** `hash`: SHA-256 of the value, hex. */
  static create(
    { value: _, ...draft }: SecretDraft,
    sealed: { readonly hash: string; readonly encrypted: EncryptedText },
    at: Date,
  ): Secret {
    return new Secret({ ...draft, ...sealed, rowVersion: 0, createdAt: at, updatedAt: at }, null);
  }

  document(): SecretDocument {
    const { name, type, expiresAt } = this.state;
    return { name, type, expiresAt };
  }

  /** Name and expiry change, nothing else. */
  apply(input: SecretInput): Secret {
    const found = new Findings();
    if (input.type !== undefined && input.type !== this.state.type) found.add(new TypeImmutable('secret', this.state.type));
    const name = readSecretName(input, '', found);
    const expiresAt = readExpiry(input, '', found);
    found.refuse();
    const state = { ...this.state, name, expiresAt };
    return same(state, this.state) ? this : new Secret(state, this.stored);
  }

  remove(): WriteOf<'secret'> {
    return this.gone();
  }
}
