import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authorization, Can, Lists, objectOf } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelReader, NotFound } from '@app/domain';
import type { EnvironmentScope, ProjectScope } from '@app/domain';
import { Answer } from '../http/answer';
import { Creates, Reads, ReadsPage } from '../http/answers';
import { Body } from '../http/edits';
import { List, pageAnswer } from '../http/lists';
import type { ListRequest } from '../http/lists';
import { pageOfItems } from '../http/page.dto';
import { By, In } from '../http/request-parts';
import { Create } from '../http/writing';
import type { Creating } from '../http/writing';
import { EnvironmentRequest, EnvironmentResponse } from './dto/environment.dto';
import { environmentCreationProblems } from './problem-codes';
import { CreateEnvironment } from './use-cases/create-environment';

const EnvironmentPage = pageOfItems('EnvironmentPage', EnvironmentResponse);

@ApiTags('Environments')
@Controller('api/v1/workspaces/:workspace/projects/:project/environments')
export class EnvironmentsController {
  constructor(
    private readonly model: ModelReader,
    private readonly authorization: Authorization,
    private readonly createEnvironment: CreateEnvironment,
  ) {}

  @Get()
  @Lists('CanAccessEnv', 'project')
  @ReadsPage(EnvironmentPage, { summary: 'List the environments you may read' })
  async list(@In() { projectId, workspace, project }: ProjectScope, @By() by: Caller, @List() { archived, page }: ListRequest) {
    const { items, next } = await this.model.environments(projectId, archived, page);
    const nameOf = ({ key }: { key: string }) => objectOf('environment', { workspace, project, environment: key });
    const readable = await this.authorization.allowed(by, 'CanAccessEnv', items, nameOf);
    return pageAnswer({ items: readable, next }, (environment) => new EnvironmentResponse(environment));
  }

  @Post()
  @Can('CreateEnv', 'project')
  @Creates(EnvironmentResponse, {
    summary: 'Make an environment, with its secrets',
    problems: environmentCreationProblems,
  })
  async create(@Create() creating: Creating<ProjectScope>, @Body(EnvironmentRequest) input: EnvironmentRequest) {
    const done = await this.createEnvironment.execute({ ...creating, input });
    const { workspace, project } = creating.scope;
    const location = `/api/v1/workspaces/${workspace}/projects/${project}/environments/${done.value.key}`;
    return done.as((environment) => new EnvironmentResponse(environment)).at(location);
  }

  @Get(':environment')
  @Can('CanAccessEnv', 'environment')
  @Reads(EnvironmentResponse, { summary: 'Read an environment' })
  async read(@In() { environmentId, environment: key }: EnvironmentScope) {
    const environment = await this.model.environment(environmentId);
    if (!environment) throw new NotFound(`the environment ${key}`);
    return new Answer(new EnvironmentResponse(environment), { rowVersion: environment.rowVersion });
  }
}
