import { Controller, Get, Param, Patch, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Can, targetingActions } from '@app/access-control';
import { ModelReader, NotFound, ParentNotFound } from '@app/domain';
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
import { EnvironmentFlagResponse, FlagWithTargetingResponse } from './dto/environment-flag.dto';
import { TargetingRequest, TargetingResponse } from './dto/targeting.dto';
import { UpdateTargeting } from './use-cases/update-targeting';

const EnvironmentFlagPage = pageOfItems('EnvironmentFlagPage', EnvironmentFlagResponse);
const refusals = {
  422: [
    'UNKNOWN_VARIATION',
    'UNKNOWN_SEGMENT',
    'WEIGHT_INVALID',
    'WEIGHTS_MUST_SUM',
    'OPERATOR_INVALID',
    'RULE_SHAPE_INVALID',
    'RULE_VALUE_INVALID',
    'NEGATE_NOT_AVAILABLE',
    'TARGET_TWICE',
    'VARIATION_TWICE',
    'KEY_INVALID',
    'KEY_EXISTS',
    'NAME_TOO_LONG',
    'TAG_INVALID',
    'LIMIT_EXCEEDED',
  ],
};

/** What flags do in one environment. */
@ApiTags('Targeting')
@Controller('api/v1/workspaces/:workspace/projects/:project/environments/:environment/flags')
export class EnvironmentFlagsController {
  constructor(
    private readonly model: ModelReader,
    private readonly updateTargeting: UpdateTargeting,
  ) {}

  @Get()
  @Can('CanAccessEnv', 'environment')
  @ReadsPage(EnvironmentFlagPage, { summary: 'List flags with what they do in one environment' })
  async list(@In() { environmentId }: EnvironmentScope, @List() { archived, page }: ListRequest) {
    return pageAnswer(
      await this.model.environmentFlags(environmentId, archived, page),
      (one) => new EnvironmentFlagResponse(one),
    );
  }

  @Get(':flag')
  @Can('CanAccessEnv', 'environment')
  @Reads(FlagWithTargetingResponse, { summary: 'Read a flag with what it does in one environment', tagged: false })
  async read(@In() { projectId, environmentId }: EnvironmentScope, @Param('flag') key: string) {
    const [flag, targeting] = await Promise.all([this.model.flag(projectId, key), this.model.targeting(environmentId, key)]);
    if (!flag || !targeting) throw new NotFound(`the flag ${key}`);
    return new FlagWithTargetingResponse(flag, targeting);
  }

  @Get(':flag/targeting')
  @Can('CanAccessEnv', 'environment')
  @Reads(TargetingResponse, { summary: 'Read what a flag does in one environment' })
  async readTargeting(@In() { environmentId }: EnvironmentScope, @Param('flag') key: string) {
    const targeting = await this.model.targeting(environmentId, key);
    if (!targeting) throw new ParentNotFound(`the flag ${key}`);
    return new Answer(new TargetingResponse(targeting), { rowVersion: targeting.rowVersion });
  }

  @Put(':flag/targeting')
  @Can(targetingActions, 'flag')
  @Changes(TargetingResponse, { summary: 'Write what a flag does in one environment', problems: refusals })
  async putTargeting(
    @Write() writing: Writing<EnvironmentScope>,
    @Param('flag') flagKey: string,
    @Edited(TargetingRequest) edit: Edit<TargetingRequest>,
  ) {
    const done = await this.updateTargeting.execute({ ...writing, flagKey, edit });
    return done.as((targeting) => new TargetingResponse(targeting));
  }

  @Patch(':flag/targeting')
  @Can(targetingActions, 'flag')
  @Changes(TargetingResponse, { summary: 'Change what a flag does in one environment', problems: refusals })
  async patchTargeting(
    @Write() writing: Writing<EnvironmentScope>,
    @Param('flag') flagKey: string,
    @Edited(TargetingRequest) edit: Edit<TargetingRequest>,
  ) {
    const done = await this.updateTargeting.execute({ ...writing, flagKey, edit });
    return done.as((targeting) => new TargetingResponse(targeting));
  }
}
