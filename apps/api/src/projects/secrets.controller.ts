import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authorization, Can, objectOf } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelReader, NotFound, resourceName } from '@app/domain';
import type { EnvironmentScope, PageRequest, SecretState } from '@app/domain';
import { Clock } from '@app/platform';
import { SecretCipher } from '../encryption/secret-cipher';
import { Answer } from '../http/answer';
import { Reads, ReadsPage } from '../http/answers';
import { Page, pageAnswer } from '../http/lists';
import { pageOfItems } from '../http/page.dto';
import { By, In } from '../http/request-parts';
import { SecretResponse } from './dto/secret.dto';

const SecretPage = pageOfItems('SecretPage', SecretResponse);

/** What SDKs connect with. A value is shown to those who may read it, and is encrypted everywhere else. */
@ApiTags('Environments')
@Controller('api/v1/workspaces/:workspace/projects/:project/environments/:environment/secrets')
export class SecretsController {
  constructor(
    private readonly model: ModelReader,
    private readonly authorization: Authorization,
    private readonly cipher: SecretCipher,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Can('CanAccessEnv', 'environment')
  @ReadsPage(SecretPage, { summary: 'List the secrets of an environment, oldest first' })
  async list(@In() scope: EnvironmentScope, @By() by: Caller, @Page() page: PageRequest) {
    const { items, next } = await this.model.secrets(scope.environmentId, page);
    return pageAnswer({ items: await Promise.all(items.map((one) => this.answer(scope, by, one))), next }, (answer) => answer);
  }

  @Get(':id')
  @Can('CanAccessEnv', 'environment')
  @Reads(SecretResponse, { summary: 'Read a secret' })
  async read(@In() scope: EnvironmentScope, @By() by: Caller, @Param('id') id: string) {
    const secret = await this.model.secret(scope.environmentId, id);
    if (!secret) throw new NotFound(`the secret ${id}`);
    return new Answer(await this.answer(scope, by, secret), { rowVersion: secret.rowVersion });
  }

  private async answer(scope: EnvironmentScope, by: Caller, secret: SecretState): Promise<SecretResponse> {
    const object = resourceName.secret(objectOf('environment', scope), secret.id);
    const shown = await this.authorization.allows(by, 'ReadSecrets', object);
    return new SecretResponse(secret, shown ? this.cipher.decrypt(secret.encrypted) : null, this.clock.now());
  }
}
