import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Can } from '@app/access-control';
import type { Caller } from '@app/access-control';
import type { ProjectScope, WorkspaceScope } from '@app/domain';
import { Reads, ReadsPage } from '../openapi/answers';
import { pageOfItems } from '../bodies/page.dto';
import { By, In } from '../requests/request-parts';
import { ChangeSetQuery } from './change-set-filters';
import type { ChangeSetList } from './change-set-filters';
import { ChangeSetResponse, ChangeSetSummaryResponse } from './change-set.dto';
import { History } from './history';

const ChangeSetPage = pageOfItems('ChangeSetPage', ChangeSetSummaryResponse);
const refusals = { 422: ['PAGE_LIMIT_INVALID', 'CURSOR_INVALID', 'FILTER_INVALID'] };

/** What was changed, by whom, why, and what was there before. */
@ApiTags('Change sets')
@Controller('api/v1/workspaces/:workspace')
export class HistoryController {
  constructor(private readonly history: History) {}

  @Get('projects/:project/change-sets')
  @Can('CanAccessProject', 'project')
  @ReadsPage(ChangeSetPage, { summary: 'List the change sets of a project, newest first', problems: refusals })
  listOfProject(@In() scope: ProjectScope, @By() by: Caller, @ChangeSetQuery() list: ChangeSetList) {
    return this.history.list(scope, by, list);
  }

  @Get('projects/:project/change-sets/:id')
  @Can('CanAccessProject', 'project')
  @Reads(ChangeSetResponse, { summary: 'Read a change set of a project', tagged: false })
  readOfProject(@In() scope: ProjectScope, @By() by: Caller, @Param('id') id: string) {
    return this.history.read(scope, by, id);
  }

  @Get('change-sets')
  @Can('ReadWorkspace', 'workspace')
  @ReadsPage(ChangeSetPage, {
    summary: 'List the change sets of a workspace, newest first; also what belongs to no project, or to one that is gone',
    problems: refusals,
  })
  listOfWorkspace(@In() scope: WorkspaceScope, @By() by: Caller, @ChangeSetQuery() list: ChangeSetList) {
    return this.history.list(scope, by, list);
  }

  @Get('change-sets/:id')
  @Can('ReadWorkspace', 'workspace')
  @Reads(ChangeSetResponse, { summary: 'Read a change set of a workspace', tagged: false })
  readOfWorkspace(@In() scope: WorkspaceScope, @By() by: Caller, @Param('id') id: string) {
    return this.history.read(scope, by, id);
  }
}
