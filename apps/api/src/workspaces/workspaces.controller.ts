import { Controller, Delete, Get, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authorization, Can, Lists, objectOf } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelReader, NotFound } from '@app/domain';
import type { PageRequest, WorkspaceScope, WorkspaceState } from '@app/domain';
import type { Committed } from '../change-sets/committed';
import { Answer } from '../http/answer';
import { Changes, Creates, Reads, ReadsPage, Removes } from '../openapi/answers';
import { Body, Edited } from '../bodies/edits';
import type { Edit } from '../bodies/edits';
import { Page, pageAnswer } from '../requests/lists';
import { pageOfItems } from '../bodies/page.dto';
import { creationProblems, editProblems } from '../openapi/problem-codes';
import { By, In } from '../requests/request-parts';
import { Create, Write } from '../requests/writing';
import type { Creating, Writing } from '../requests/writing';
import { Confirm } from './confirm';
import { CreateWorkspace } from './use-cases/create-workspace';
import { DeleteWorkspace } from './use-cases/delete-workspace';
import { UpdateWorkspace } from './use-cases/update-workspace';
import { WorkspaceRequest, WorkspaceResponse } from './workspace.dto';

const WorkspacePage = pageOfItems('WorkspacePage', WorkspaceResponse);

@ApiTags('Workspaces')
@Controller('api/v1/workspaces')
export class WorkspacesController {
  constructor(
    private readonly model: ModelReader,
    private readonly authorization: Authorization,
    private readonly createWorkspace: CreateWorkspace,
    private readonly updateWorkspace: UpdateWorkspace,
    private readonly deleteWorkspace: DeleteWorkspace,
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
    return answered(done).at(`/api/v1/workspaces/${done.value.key}`);
  }

  @Get(':workspace')
  @Can('ReadWorkspace', 'workspace')
  @Reads(WorkspaceResponse, { summary: 'Read a workspace' })
  async read(@In() { workspaceId, workspace: key }: WorkspaceScope) {
    const workspace = await this.model.workspace(workspaceId);
    if (!workspace) throw new NotFound(`the workspace ${key}`);
    return new Answer(new WorkspaceResponse(workspace), { rowVersion: workspace.rowVersion });
  }

  @Put(':workspace')
  @Can('UpdateWorkspaceGeneralSettings', 'workspace')
  @Changes(WorkspaceResponse, { summary: 'Write a workspace', problems: editProblems })
  async put(@Write() writing: Writing<WorkspaceScope>, @Edited(WorkspaceRequest) edit: Edit<WorkspaceRequest>) {
    return answered(await this.updateWorkspace.execute({ ...writing, edit }));
  }

  @Patch(':workspace')
  @Can('UpdateWorkspaceGeneralSettings', 'workspace')
  @Changes(WorkspaceResponse, { summary: 'Change a workspace', problems: editProblems })
  async patch(@Write() writing: Writing<WorkspaceScope>, @Edited(WorkspaceRequest) edit: Edit<WorkspaceRequest>) {
    return answered(await this.updateWorkspace.execute({ ...writing, edit }));
  }

  @Delete(':workspace')
  @Can('DeleteWorkspace', 'workspace')
  @Removes({
    summary: 'Delete a workspace and everything below it but its change sets',
    problems: { 422: ['CONFIRMATION_REQUIRED'] },
  })
  async remove(@Write() writing: Writing<WorkspaceScope>, @Confirm() confirm: string | undefined) {
    return (await this.deleteWorkspace.execute({ ...writing, confirm })).gone();
  }
}

const answered = (done: Committed<WorkspaceState>) => done.as((workspace) => new WorkspaceResponse(workspace));
