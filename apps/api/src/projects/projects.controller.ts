import { Controller, Delete, Get, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authorization, Can, Lists, objectOf } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelReader, NotFound } from '@app/domain';
import type { ProjectScope, WorkspaceScope } from '@app/domain';
import type { Committed } from '../change-sets/committed';
import { Answer } from '../http/answer';
import { Changes, Creates, Reads, ReadsPage, Removes } from '../openapi/answers';
import { Body, Edited } from '../bodies/edits';
import type { Edit } from '../bodies/edits';
import { List, pageAnswer } from '../requests/lists';
import type { ListRequest } from '../requests/lists';
import { pageOfItems } from '../bodies/page.dto';
import { editProblems } from '../openapi/problem-codes';
import { By, In } from '../requests/request-parts';
import { Create, Write } from '../requests/writing';
import type { Creating, Writing } from '../requests/writing';
import { ProjectRequest, ProjectResponse } from './dto/project.dto';
import { environmentCreationProblems } from './problem-codes';
import { ArchiveProject } from './use-cases/archive-project';
import { CreateProject } from './use-cases/create-project';
import { DeleteProject } from './use-cases/delete-project';
import type { WholeProject } from './use-cases/project-edits';
import { RestoreProject } from './use-cases/restore-project';
import { UpdateProject } from './use-cases/update-project';

const ProjectPage = pageOfItems('ProjectPage', ProjectResponse);

@ApiTags('Projects')
@Controller('api/v1/workspaces/:workspace/projects')
export class ProjectsController {
  constructor(
    private readonly model: ModelReader,
    private readonly authorization: Authorization,
    private readonly createProject: CreateProject,
    private readonly updateProject: UpdateProject,
    private readonly archiveProject: ArchiveProject,
    private readonly restoreProject: RestoreProject,
    private readonly deleteProject: DeleteProject,
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
    return answered(done).at(location);
  }

  @Get(':project')
  @Can('CanAccessProject', 'project')
  @Reads(ProjectResponse, { summary: 'Read a project' })
  async read(@In() { projectId, project: key }: ProjectScope) {
    const [project, environments] = await Promise.all([this.model.project(projectId), this.model.environmentsOf([projectId])]);
    if (!project) throw new NotFound(`the project ${key}`);
    return new Answer(new ProjectResponse(project, environments), { rowVersion: project.rowVersion });
  }

  @Put(':project')
  @Can('UpdateProjectSettings', 'project')
  @Changes(ProjectResponse, { summary: 'Write a project; its environments have routes of their own', problems: editProblems })
  async put(@Write() writing: Writing<ProjectScope>, @Edited(ProjectRequest) edit: Edit<ProjectRequest>) {
    return answered(await this.updateProject.execute({ ...writing, edit }));
  }

  @Patch(':project')
  @Can('UpdateProjectSettings', 'project')
  @Changes(ProjectResponse, { summary: 'Change a project; its environments have routes of their own', problems: editProblems })
  async patch(@Write() writing: Writing<ProjectScope>, @Edited(ProjectRequest) edit: Edit<ProjectRequest>) {
    return answered(await this.updateProject.execute({ ...writing, edit }));
  }

  @Post(':project/archive')
  @Can('DeleteProject', 'project')
  @Changes(ProjectResponse, { summary: 'Close a project: the secrets of its environments open nothing' })
  async archive(@Write() writing: Writing<ProjectScope>) {
    return answered(await this.archiveProject.execute(writing));
  }

  @Post(':project/restore')
  @Can('DeleteProject', 'project')
  @Changes(ProjectResponse, { summary: 'Bring an archived project back' })
  async restore(@Write() writing: Writing<ProjectScope>) {
    return answered(await this.restoreProject.execute(writing));
  }

  @Delete(':project')
  @Can('DeleteProject', 'project')
  @Removes({ summary: 'Delete an archived project', problems: { 409: ['NOT_ARCHIVED'] } })
  async remove(@Write() writing: Writing<ProjectScope>) {
    return (await this.deleteProject.execute(writing)).gone();
  }
}

const answered = (done: Committed<WholeProject>) =>
  done.as(({ project, environments }) => new ProjectResponse(project, environments));
