import { Injectable } from '@nestjs/common';
import { Authorization, objectOf } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { resourceName } from '@app/domain';
import type { EnvironmentScope, SecretState } from '@app/domain';
import { Clock } from '@app/platform';
import { SecretCipher } from '../encryption/secret-cipher';
import { SecretResponse } from './dto/secret.dto';

/** Secrets as they are answered: encrypted everywhere else. */
@Injectable()
export class ShownSecrets {
  constructor(
    private readonly authorization: Authorization,
    private readonly cipher: SecretCipher,
    private readonly clock: Clock,
  ) {}

  /** With its value for whoever may read that. */
  async to(by: Caller, scope: EnvironmentScope, secret: SecretState): Promise<SecretResponse> {
    const object = resourceName.secret(objectOf('environment', scope), secret.id);
    const readable = await this.authorization.allows(by, 'ReadSecrets', object);
    return readable ? this.whole(secret) : new SecretResponse(secret, null, this.clock.now());
  }

  /** With its value, for whoever made it. */
  whole(secret: SecretState): SecretResponse {
    return new SecretResponse(secret, this.cipher.decrypt(secret.encrypted), this.clock.now());
  }
}
