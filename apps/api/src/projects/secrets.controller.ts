import { Controller, Delete, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Can } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelReader, NotFound } from '@app/domain';
import type { EnvironmentScope, PageRequest } from '@app/domain';
import { Answer } from '../http/answer';
import { Changes, Creates, Reads, ReadsPage, Removes } from '../openapi/answers';
import { Body, Edited } from '../bodies/edits';
import type { Edit } from '../bodies/edits';
import { Page, pageAnswer } from '../requests/lists';
import { pageOfItems } from '../bodies/page.dto';
import { By, In } from '../requests/request-parts';
import { Create, Write } from '../requests/writing';
import type { Creating, Writing } from '../requests/writing';
import { SecretEditRequest, SecretRequest, SecretResponse } from './dto/secret.dto';
import { secretCreationProblems, secretEditProblems } from './problem-codes';
import { ShownSecrets } from './shown-secrets';
import { CreateSecret } from './use-cases/create-secret';
import { DeleteSecret } from './use-cases/delete-secret';
import { UpdateSecret } from './use-cases/update-secret';
import type { UpdateSecretCommand } from './use-cases/update-secret';

const SecretPage = pageOfItems('SecretPage', SecretResponse);

/** What SDKs connect with. A value is shown to those who may read it, and is encrypted everywhere else. */
@ApiTags('Environments')
@Controller('api/v1/workspaces/:workspace/projects/:project/environments/:environment/secrets')
export class SecretsController {
  constructor(
    private readonly model: ModelReader,
    private readonly shown: ShownSecrets,
    private readonly createSecret: CreateSecret,
    private readonly updateSecret: UpdateSecret,
    private readonly deleteSecret: DeleteSecret,
  ) {}

  @Get()
  @Can('CanAccessEnv', 'environment')
  @ReadsPage(SecretPage, { summary: 'List the secrets of an environment, oldest first' })
  async list(@In() scope: EnvironmentScope, @By() by: Caller, @Page() page: PageRequest) {
    const { items, next } = await this.model.secrets(scope.environmentId, page);
    return pageAnswer({ items: await Promise.all(items.map((one) => this.shown.to(by, scope, one))), next }, (answer) => answer);
  }

  @Post()
  @Can('CreateEnvSecret', 'environment')
  @Creates(SecretResponse, { summary: 'Make a secret; its value is shown', problems: secretCreationProblems })
  async create(@Create() creating: Creating<EnvironmentScope>, @Body(SecretRequest) input: SecretRequest) {
    const done = await this.createSecret.execute({ ...creating, input });
    const { workspace, project, environment } = creating.scope;
    const secrets = `/api/v1/workspaces/${workspace}/projects/${project}/environments/${environment}/secrets`;
    return done.as((secret) => this.shown.whole(secret)).at(`${secrets}/${done.value.id}`);
  }

  @Get(':secret')
  @Can('CanAccessEnv', 'environment')
  @Reads(SecretResponse, { summary: 'Read a secret' })
  async read(@In() scope: EnvironmentScope, @By() by: Caller, @Param('secret') id: string) {
    const secret = await this.model.secret(scope.environmentId, id);
    if (!secret) throw new NotFound(`the secret ${id}`);
    return new Answer(await this.shown.to(by, scope, secret), { rowVersion: secret.rowVersion });
  }

  @Put(':secret')
  @Can('UpdateEnvSecret', 'secret')
  @Changes(SecretResponse, { summary: 'Write the name and the expiry of a secret', problems: secretEditProblems })
  put(
    @Write() writing: Writing<EnvironmentScope>,
    @Param('secret') secretId: string,
    @Edited(SecretEditRequest) edit: Edit<SecretEditRequest>,
  ) {
    return this.update({ ...writing, secretId, edit });
  }

  @Patch(':secret')
  @Can('UpdateEnvSecret', 'secret')
  @Changes(SecretResponse, { summary: 'Change the name or the expiry of a secret', problems: secretEditProblems })
  patch(
    @Write() writing: Writing<EnvironmentScope>,
    @Param('secret') secretId: string,
    @Edited(SecretEditRequest) edit: Edit<SecretEditRequest>,
  ) {
    return this.update({ ...writing, secretId, edit });
  }

  @Delete(':secret')
  @Can('DeleteEnvSecret', 'secret')
  @Removes({ summary: 'Delete a secret, and close what it opened' })
  async remove(@Write() writing: Writing<EnvironmentScope>, @Param('secret') secretId: string) {
    return (await this.deleteSecret.execute({ ...writing, secretId })).gone();
  }

  private async update(command: UpdateSecretCommand) {
    const done = await this.updateSecret.execute(command);
    const shown = await this.shown.to(command.by, command.scope, done.value);
    return done.as(() => shown);
  }
}
