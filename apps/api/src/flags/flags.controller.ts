import { Controller, Delete, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Can, definitionActions } from '@app/access-control';
import { ModelReader, NotFound } from '@app/domain';
import type { FlagState, ProjectScope } from '@app/domain';
import type { Committed } from '../change-sets/committed';
import { Answer } from '../http/answer';
import { Changes, Creates, Reads, ReadsPage, Removes } from '../openapi/answers';
import { Body, Edited } from '../bodies/edits';
import type { Edit } from '../bodies/edits';
import { List, pageAnswer } from '../requests/lists';
import type { ListRequest } from '../requests/lists';
import { pageOfItems } from '../bodies/page.dto';
import { creationProblems, editProblems } from '../openapi/problem-codes';
import { In } from '../requests/request-parts';
import { Create, Write } from '../requests/writing';
import type { Creating, Writing } from '../requests/writing';
import { FlagRequest, FlagResponse } from './dto/flag.dto';
import { ArchiveFlag } from './use-cases/archive-flag';
import { CreateFlag } from './use-cases/create-flag';
import { DeleteFlag } from './use-cases/delete-flag';
import { RestoreFlag } from './use-cases/restore-flag';
import { UpdateFlag } from './use-cases/update-flag';

const FlagPage = pageOfItems('FlagPage', FlagResponse);
const values = ['FLAG_NEEDS_TWO_VARIATIONS', 'VARIATION_VALUE_INVALID'];
const edits = { 409: [...editProblems[409], 'TYPE_IMMUTABLE', 'VARIATION_IN_USE'], 422: [...editProblems[422], ...values] };

/** What flags are, in all environments of a project. */
@ApiTags('Flags')
@Controller('api/v1/workspaces/:workspace/projects/:project/flags')
export class FlagsController {
  constructor(
    private readonly model: ModelReader,
    private readonly createFlag: CreateFlag,
    private readonly updateFlag: UpdateFlag,
    private readonly archiveFlag: ArchiveFlag,
    private readonly restoreFlag: RestoreFlag,
    private readonly deleteFlag: DeleteFlag,
  ) {}

  @Get()
  @Can('CanAccessProject', 'project')
  @ReadsPage(FlagPage, { summary: 'List the flags of a project' })
  async list(@In() { projectId }: ProjectScope, @List() { archived, page }: ListRequest) {
    return pageAnswer(await this.model.flags(projectId, archived, page), (flag) => new FlagResponse(flag));
  }

  @Post()
  @Can('CreateFlag', 'some-environment')
  @Creates(FlagResponse, {
    summary: 'Make a flag, off in every environment',
    problems: { ...creationProblems, 422: [...creationProblems[422], 'FLAG_TYPE_INVALID', ...values] },
  })
  async create(@Create() creating: Creating<ProjectScope>, @Body(FlagRequest) input: FlagRequest) {
    const done = await this.createFlag.execute({ ...creating, input });
    const { workspace, project } = creating.scope;
    return answered(done).at(`/api/v1/workspaces/${workspace}/projects/${project}/flags/${done.value.key}`);
  }

  @Get(':flag')
  @Can('CanAccessProject', 'project')
  @Reads(FlagResponse, { summary: 'Read a flag' })
  async read(@In() { projectId }: ProjectScope, @Param('flag') key: string) {
    const flag = await this.model.flag(projectId, key);
    if (!flag) throw new NotFound(`the flag ${key}`);
    return new Answer(new FlagResponse(flag), { rowVersion: flag.rowVersion });
  }

  @Put(':flag')
  @Can(definitionActions, 'definition')
  @Changes(FlagResponse, { summary: 'Write a flag', problems: edits })
  async put(
    @Write() writing: Writing<ProjectScope>,
    @Param('flag') flagKey: string,
    @Edited(FlagRequest) edit: Edit<FlagRequest>,
  ) {
    return answered(await this.updateFlag.execute({ ...writing, flagKey, edit }));
  }

  @Patch(':flag')
  @Can(definitionActions, 'definition')
  @Changes(FlagResponse, { summary: 'Change a flag', problems: edits })
  async patch(
    @Write() writing: Writing<ProjectScope>,
    @Param('flag') flagKey: string,
    @Edited(FlagRequest) edit: Edit<FlagRequest>,
  ) {
    return answered(await this.updateFlag.execute({ ...writing, flagKey, edit }));
  }

  @Post(':flag/archive')
  @Can('ArchiveFlag', 'definition')
  @Changes(FlagResponse, { summary: 'Take a flag from every SDK' })
  async archive(@Write() writing: Writing<ProjectScope>, @Param('flag') flagKey: string) {
    return answered(await this.archiveFlag.execute({ ...writing, flagKey }));
  }

  @Post(':flag/restore')
  @Can('RestoreFlag', 'definition')
  @Changes(FlagResponse, { summary: 'Bring an archived flag back' })
  async restore(@Write() writing: Writing<ProjectScope>, @Param('flag') flagKey: string) {
    return answered(await this.restoreFlag.execute({ ...writing, flagKey }));
  }

  @Delete(':flag')
  @Can('DeleteFlag', 'definition')
  @Removes({ summary: 'Delete an archived flag', problems: { 409: ['NOT_ARCHIVED', 'FLAG_IS_PREREQUISITE'] } })
  async remove(@Write() writing: Writing<ProjectScope>, @Param('flag') flagKey: string) {
    return (await this.deleteFlag.execute({ ...writing, flagKey })).gone();
  }
}

const answered = (done: Committed<FlagState>) => done.as((flag) => new FlagResponse(flag));
