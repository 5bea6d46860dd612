import { Controller, Delete, Get, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authorization, Can, Lists, objectOf } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelReader, NotFound } from '@app/domain';
import type { EnvironmentScope, ProjectScope, StoredEnvironment } from '@app/domain';
import type { Committed } from '../change-sets/committed';
import { Answer } from '../http/answer';
import { Changes, Creates, Reads, ReadsPage, Removes } from '../openapi/answers';
import { Body, Edited } from '../bodies/edits';
import type { Edit } from '../bodies/edits';
import { List, pageAnswer } from '../requests/lists';
import type { ListRequest } from '../requests/lists';
import { pageOfItems } from '../bodies/page.dto';
import { By, In } from '../requests/request-parts';
import { Create, Write } from '../requests/writing';
import type { Creating, Writing } from '../requests/writing';
import { EnvironmentRequest, EnvironmentResponse } from './dto/environment.dto';
import { environmentCreationProblems, environmentEditProblems } from './problem-codes';
import { ArchiveEnvironment } from './use-cases/archive-environment';
import { CreateEnvironment } from './use-cases/create-environment';
import { DeleteEnvironment } from './use-cases/delete-environment';
import { RestoreEnvironment } from './use-cases/restore-environment';
import { UpdateEnvironment } from './use-cases/update-environment';

const EnvironmentPage = pageOfItems('EnvironmentPage', EnvironmentResponse);

@ApiTags('Environments')
@Controller('api/v1/workspaces/:workspace/projects/:project/environments')
export class EnvironmentsController {
  constructor(
    private readonly model: ModelReader,
    private readonly authorization: Authorization,
    private readonly createEnvironment: CreateEnvironment,
    private readonly updateEnvironment: UpdateEnvironment,
    private readonly archiveEnvironment: ArchiveEnvironment,
    private readonly restoreEnvironment: RestoreEnvironment,
    private readonly deleteEnvironment: DeleteEnvironment,
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
    return answered(done).at(location);
  }

  @Get(':environment')
  @Can('CanAccessEnv', 'environment')
  @Reads(EnvironmentResponse, { summary: 'Read an environment' })
  async read(@In() { environmentId, environment: key }: EnvironmentScope) {
    const environment = await this.model.environment(environmentId);
    if (!environment) throw new NotFound(`the environment ${key}`);
    return new Answer(new EnvironmentResponse(environment), { rowVersion: environment.rowVersion });
  }

  @Put(':environment')
  @Can('UpdateEnvSettings', 'environment')
  @Changes(EnvironmentResponse, {
    summary: 'Write an environment; its secrets have routes of their own',
    problems: environmentEditProblems,
  })
  async put(@Write() writing: Writing<EnvironmentScope>, @Edited(EnvironmentRequest) edit: Edit<EnvironmentRequest>) {
    return answered(await this.updateEnvironment.execute({ ...writing, edit }));
  }

  @Patch(':environment')
  @Can('UpdateEnvSettings', 'environment')
  @Changes(EnvironmentResponse, {
    summary: 'Change an environment; its secrets have routes of their own',
    problems: environmentEditProblems,
  })
  async patch(@Write() writing: Writing<EnvironmentScope>, @Edited(EnvironmentRequest) edit: Edit<EnvironmentRequest>) {
    return answered(await this.updateEnvironment.execute({ ...writing, edit }));
  }

  @Post(':environment/archive')
  @Can('DeleteEnv', 'environment')
  @Changes(EnvironmentResponse, {
    summary: 'Close an environment: its secrets open nothing',
    problems: { 409: ['PROJECT_NEEDS_ENVIRONMENT'] },
  })
  async archive(@Write() writing: Writing<EnvironmentScope>) {
    return answered(await this.archiveEnvironment.execute(writing));
  }

  @Post(':environment/restore')
  @Can('DeleteEnv', 'environment')
  @Changes(EnvironmentResponse, { summary: 'Bring an archived environment back' })
  async restore(@Write() writing: Writing<EnvironmentScope>) {
    return answered(await this.restoreEnvironment.execute(writing));
  }

  @Delete(':environment')
  @Can('DeleteEnv', 'environment')
  @Removes({ summary: 'Delete an archived environment', problems: { 409: ['NOT_ARCHIVED'] } })
  async remove(@Write() writing: Writing<EnvironmentScope>) {
    return (await this.deleteEnvironment.execute(writing)).gone();
  }
}

const answered = (done: Committed<StoredEnvironment>) => done.as((environment) => new EnvironmentResponse(environment));
