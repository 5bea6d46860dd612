import { Controller, Delete, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authorization, Can, objectOf, segmentDefinitionActions } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelReader, NotFound, ParentNotFound } from '@app/domain';
import type { ProjectScope, SegmentState } from '@app/domain';
import type { Committed } from '../change-sets/committed';
import { Answer } from '../http/answer';
import { Changes, Creates, Reads, ReadsPage, Removes } from '../openapi/answers';
import { Body, Edited } from '../bodies/edits';
import type { Edit } from '../bodies/edits';
import { List, pageAnswer } from '../requests/lists';
import type { ListRequest } from '../requests/lists';
import { pageOfItems } from '../bodies/page.dto';
import { creationProblems, editProblems } from '../openapi/problem-codes';
import { By, In } from '../requests/request-parts';
import { Create, Write } from '../requests/writing';
import type { Creating, Writing } from '../requests/writing';
import { SegmentUsageResponse } from './dto/segment-usage.dto';
import { SegmentRequest, SegmentResponse } from './dto/segment.dto';
import { ArchiveSegment } from './use-cases/archive-segment';
import { CreateSegment } from './use-cases/create-segment';
import { DeleteSegment } from './use-cases/delete-segment';
import { RestoreSegment } from './use-cases/restore-segment';
import { UpdateSegment } from './use-cases/update-segment';

const SegmentPage = pageOfItems('SegmentPage', SegmentResponse);

/** What segments are, in all environments of a project. */
@ApiTags('Segments')
@Controller('api/v1/workspaces/:workspace/projects/:project/segments')
export class SegmentsController {
  constructor(
    private readonly model: ModelReader,
    private readonly authorization: Authorization,
    private readonly createSegment: CreateSegment,
    private readonly updateSegment: UpdateSegment,
    private readonly archiveSegment: ArchiveSegment,
    private readonly restoreSegment: RestoreSegment,
    private readonly deleteSegment: DeleteSegment,
  ) {}

  @Get()
  @Can('CanAccessProject', 'project')
  @ReadsPage(SegmentPage, { summary: 'List the segments of a project' })
  async list(@In() { projectId }: ProjectScope, @List() { archived, page }: ListRequest) {
    return pageAnswer(await this.model.segments(projectId, archived, page), (segment) => new SegmentResponse(segment));
  }

  @Post()
  @Can('CreateSegment', 'some-environment')
  @Creates(SegmentResponse, { summary: 'Make a segment, empty in every environment', problems: creationProblems })
  async create(@Create() creating: Creating<ProjectScope>, @Body(SegmentRequest) input: SegmentRequest) {
    const done = await this.createSegment.execute({ ...creating, input });
    const { workspace, project } = creating.scope;
    return answered(done).at(`/api/v1/workspaces/${workspace}/projects/${project}/segments/${done.value.key}`);
  }

  @Get(':segment')
  @Can('CanAccessProject', 'project')
  @Reads(SegmentResponse, { summary: 'Read a segment' })
  async read(@In() { projectId }: ProjectScope, @Param('segment') key: string) {
    const segment = await this.model.segment(projectId, key);
    if (!segment) throw new NotFound(`the segment ${key}`);
    return new Answer(new SegmentResponse(segment), { rowVersion: segment.rowVersion });
  }

  @Get(':segment/usage')
  @Can('CanAccessProject', 'project')
  @Reads(SegmentUsageResponse, { summary: 'Where rules name a segment, in the environments you may read', tagged: false })
  async usage(@In() { projectId, workspace, project }: ProjectScope, @By() by: Caller, @Param('segment') key: string) {
    const segment = await this.model.segment(projectId, key);
    if (!segment) throw new ParentNotFound(`the segment ${key}`);
    const uses = await this.model.segmentUses(segment.id);
    const nameOf = ({ environment }: { environment: string }) => objectOf('environment', { workspace, project, environment });
    return new SegmentUsageResponse(await this.authorization.allowed(by, 'CanAccessEnv', uses, nameOf));
  }

  @Put(':segment')
  @Can(segmentDefinitionActions, 'definition')
  @Changes(SegmentResponse, { summary: 'Write a segment', problems: editProblems })
  async put(
    @Write() writing: Writing<ProjectScope>,
    @Param('segment') segmentKey: string,
    @Edited(SegmentRequest) edit: Edit<SegmentRequest>,
  ) {
    return answered(await this.updateSegment.execute({ ...writing, segmentKey, edit }));
  }

  @Patch(':segment')
  @Can(segmentDefinitionActions, 'definition')
  @Changes(SegmentResponse, { summary: 'Change a segment', problems: editProblems })
  async patch(
    @Write() writing: Writing<ProjectScope>,
    @Param('segment') segmentKey: string,
    @Edited(SegmentRequest) edit: Edit<SegmentRequest>,
  ) {
    return answered(await this.updateSegment.execute({ ...writing, segmentKey, edit }));
  }

  @Post(':segment/archive')
  @Can('ArchiveSegment', 'definition')
  @Changes(SegmentResponse, {
    summary: 'Take a segment that no rule names from every SDK',
    problems: { 409: ['SEGMENT_IN_USE'] },
  })
  async archive(@Write() writing: Writing<ProjectScope>, @Param('segment') segmentKey: string) {
    return answered(await this.archiveSegment.execute({ ...writing, segmentKey }));
  }

  @Post(':segment/restore')
  @Can('RestoreSegment', 'definition')
  @Changes(SegmentResponse, { summary: 'Bring an archived segment back' })
  async restore(@Write() writing: Writing<ProjectScope>, @Param('segment') segmentKey: string) {
    return answered(await this.restoreSegment.execute({ ...writing, segmentKey }));
  }

  @Delete(':segment')
  @Can('DeleteSegment', 'definition')
  @Removes({ summary: 'Delete an archived segment', problems: { 409: ['NOT_ARCHIVED', 'SEGMENT_IN_USE'] } })
  async remove(@Write() writing: Writing<ProjectScope>, @Param('segment') segmentKey: string) {
    return (await this.deleteSegment.execute({ ...writing, segmentKey })).gone();
  }
}

const answered = (done: Committed<SegmentState>) => done.as((segment) => new SegmentResponse(segment));
