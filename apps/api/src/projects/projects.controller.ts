import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authorization, Can, Lists, objectOf } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelReader, NotFound } from '@app/domain';
import type { ProjectScope, WorkspaceScope } from '@app/domain';
import { Answer } from '../http/answer';
import { Creates, Reads, ReadsPage } from '../http/answers';
import { Body } from '../http/edits';
import { List, pageAnswer } from '../http/lists';
import type { ListRequest } from '../http/lists';
import { pageOfItems } from '../http/page.dto';
import { By, In } from '../http/request-parts';
import { Create } from '../http/writing';
import type { Creating } from '../http/writing';
import { ProjectRequest, ProjectResponse } from './dto/project.dto';
import { environmentCreationProblems } from './problem-codes';
import { CreateProject } from './use-cases/create-project';

const ProjectPage = pageOfItems('ProjectPage', ProjectResponse);

@ApiTags('Projects')
@Controller('api/v1/workspaces/:workspace/projects')
export class ProjectsController {
  constructor(
    private readonly model: ModelReader,
    private readonly authorization: Authorization,
    private readonly createProject: CreateProject,
  ) {}

  @Get()
  @Lists('CanAccessProject', 'workspace')
  @ReadsPage(ProjectPage, { summary: 'List the projects you may read' })
  async list(@In() { workspaceId, workspace }: WorkspaceScope, @By() by: Caller, @List() { archived, page }: ListRequest) {
    const { items, next } = await this.model.projects(workspaceId, archived, page);
    const nameOf = ({ key }: { key: string }) => objectOf('project', { workspace, project: key });
    const readable = await this.authorization.allowed(by, 'CanAccessProject', items, nameOf);
    const environments = await this.model.environmentsOf(readable.map(({ id }) => id));
    return pageAnswer({ items: readable, next }, (project) => {
      const own = environments.filter(({ projectId }) => projectId === project.id);
      return new ProjectResponse(project, own);
    });
  }

  @Post()
  @Can('CreateProject', 'workspace')
  @Creates(ProjectResponse, {
    summary: 'Make a project, with its environments and their secrets',
    problems: {
      ...environmentCreationProblems,
      422: [...environmentCreationProblems[422], 'PROJECT_NEEDS_ENVIRONMENT', 'KEY_EXISTS'],
    },
  })
  async create(@Create() creating: Creating<WorkspaceScope>, @Body(ProjectRequest) input: ProjectRequest) {
    const done = await this.createProject.execute({ ...creating, input });
    const location = `/api/v1/workspaces/${creating.scope.workspace}/projects/${done.value.project.key}`;
    return done.as(({ project, environments }) => new ProjectResponse(project, environments)).at(location);
  }

  @Get(':project')
  @Can('CanAccessProject', 'project')
  @Reads(ProjectResponse, { summary: 'Read a project' })
  async read(@In() { projectId, project: key }: ProjectScope) {
    const [project, environments] = await Promise.all([this.model.project(projectId), this.model.environmentsOf([projectId])]);
    if (!project) throw new NotFound(`the project ${key}`);
    return new Answer(new ProjectResponse(project, environments), { rowVersion: project.rowVersion });
  }
}
