import { Controller, Get, Param, Patch, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Can, segmentTargetingActions } from '@app/access-control';
import { ModelReader, ParentNotFound } from '@app/domain';
import type { EnvironmentScope } from '@app/domain';
import { Answer } from '../http/answer';
import { Changes, Reads, ReadsPage } from '../openapi/answers';
import { Edited } from '../bodies/edits';
import type { Edit } from '../bodies/edits';
import { List, pageAnswer } from '../requests/lists';
import type { ListRequest } from '../requests/lists';
import { pageOfItems } from '../bodies/page.dto';
import { In } from '../requests/request-parts';
import { Write } from '../requests/writing';
import type { Writing } from '../requests/writing';
import { EnvironmentSegmentResponse, SegmentTargetingRequest, SegmentTargetingResponse } from './dto/segment-targeting.dto';
import { UpdateSegmentTargeting } from './use-cases/update-segment-targeting';

const EnvironmentSegmentPage = pageOfItems('EnvironmentSegmentPage', EnvironmentSegmentResponse);
const refusals = {
  422: [
    'OPERATOR_INVALID',
    'RULE_SHAPE_INVALID',
    'RULE_VALUE_INVALID',
    'NEGATE_NOT_AVAILABLE',
    'SEGMENT_IN_SEGMENT',
    'KEY_INVALID',
    'KEY_EXISTS',
    'NAME_TOO_LONG',
    'TAG_INVALID',
  ],
};

/** Who is in segments in one environment. */
@ApiTags('Segments')
@Controller('api/v1/workspaces/:workspace/projects/:project/environments/:environment/segments')
export class EnvironmentSegmentsController {
  constructor(
    private readonly model: ModelReader,
    private readonly updateTargeting: UpdateSegmentTargeting,
  ) {}

  @Get()
  @Can('CanAccessEnv', 'environment')
  @ReadsPage(EnvironmentSegmentPage, { summary: 'List segments with how many are in them in one environment' })
  async list(@In() { environmentId }: EnvironmentScope, @List() { archived, page }: ListRequest) {
    const segments = await this.model.environmentSegments(environmentId, archived, page);
    return pageAnswer(segments, ({ segment, targeting }) => new EnvironmentSegmentResponse(segment, targeting));
  }

  @Get(':segment/targeting')
  @Can('CanAccessEnv', 'environment')
  @Reads(SegmentTargetingResponse, { summary: 'Read who is in a segment in one environment' })
  async read(@In() { environmentId }: EnvironmentScope, @Param('segment') key: string) {
    const targeting = await this.model.segmentTargeting(environmentId, key);
    if (!targeting) throw new ParentNotFound(`the segment ${key}`);
    return new Answer(new SegmentTargetingResponse(targeting), { rowVersion: targeting.rowVersion });
  }

  @Put(':segment/targeting')
  @Can(segmentTargetingActions, 'segment')
  @Changes(SegmentTargetingResponse, { summary: 'Write who is in a segment in one environment', problems: refusals })
  async put(
    @Write() writing: Writing<EnvironmentScope>,
    @Param('segment') segmentKey: string,
    @Edited(SegmentTargetingRequest) edit: Edit<SegmentTargetingRequest>,
  ) {
    const done = await this.updateTargeting.execute({ ...writing, segmentKey, edit });
    return done.as((targeting) => new SegmentTargetingResponse(targeting));
  }

  @Patch(':segment/targeting')
  @Can(segmentTargetingActions, 'segment')
  @Changes(SegmentTargetingResponse, { summary: 'Change who is in a segment in one environment', problems: refusals })
  async patch(
    @Write() writing: Writing<EnvironmentScope>,
    @Param('segment') segmentKey: string,
    @Edited(SegmentTargetingRequest) edit: Edit<SegmentTargetingRequest>,
  ) {
    const done = await this.updateTargeting.execute({ ...writing, segmentKey, edit });
    return done.as((targeting) => new SegmentTargetingResponse(targeting));
  }
}
