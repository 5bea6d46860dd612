import { Controller, Get, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authorization, Can, Lists, objectOf } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelReader, NotFound } from '@app/domain';
import type { PageRequest, WorkspaceScope } from '@app/domain';
import { Answer } from '../http/answer';
import { Creates, Reads, ReadsPage } from '../http/answers';
import { Body } from '../http/edits';
import { Page, pageAnswer } from '../http/lists';
import { pageOfItems } from '../http/page.dto';
import { creationProblems } from '../http/problem-codes';
import { By, In } from '../http/request-parts';
import { Create } from '../http/writing';
import type { Creating } from '../http/writing';
import { CreateWorkspace } from './use-cases/create-workspace';
import { WorkspaceRequest, WorkspaceResponse } from './workspace.dto';

const WorkspacePage = pageOfItems('WorkspacePage', WorkspaceResponse);

@ApiTags('Workspaces')
@Controller('api/v1/workspaces')
export class WorkspacesController {
  constructor(
    private readonly model: ModelReader,
    private readonly authorization: Authorization,
    private readonly createWorkspace: CreateWorkspace,
  ) {}

  @Get()
  @Lists('ReadWorkspace', 'instance')
  @ReadsPage(WorkspacePage, { summary: 'List the workspaces you may read' })
  async list(@By() by: Caller, @Page() page: PageRequest) {
    const { items, next } = await this.model.workspaces(page);
    const readable = await this.authorization.allowed(by, 'ReadWorkspace', items, ({ key }) =>
      objectOf('workspace', { workspace: key }),
    );
    return pageAnswer({ items: readable, next }, (workspace) => new WorkspaceResponse(workspace));
  }

  @Post()
  @Can('CreateWorkspace', 'instance')
  @Creates(WorkspaceResponse, { summary: 'Make a workspace', problems: creationProblems })
  async create(@Create() creating: Creating<undefined>, @Body(WorkspaceRequest) input: WorkspaceRequest) {
    const done = await this.createWorkspace.execute({ ...creating, input });
    return done.as((workspace) => new WorkspaceResponse(workspace)).at(`/api/v1/workspaces/${done.value.key}`);
  }

  @Get(':workspace')
  @Can('ReadWorkspace', 'workspace')
  @Reads(WorkspaceResponse, { summary: 'Read a workspace' })
  async read(@In() { workspaceId, workspace: key }: WorkspaceScope) {
    const workspace = await this.model.workspace(workspaceId);
    if (!workspace) throw new NotFound(`the workspace ${key}`);
    return new Answer(new WorkspaceResponse(workspace), { rowVersion: workspace.rowVersion });
  }
}
