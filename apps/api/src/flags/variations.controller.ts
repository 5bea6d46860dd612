import { Controller, Delete, Get, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Can } from '@app/access-control';
import { ModelReader, NotFound, ParentNotFound } from '@app/domain';
import type { FlagState, PageRequest, ProjectScope } from '@app/domain';
import type { Committed } from '../change-sets/committed';
import { Answer } from '../http/answer';
import { Changes, Creates, Reads, ReadsPage, Removes } from '../openapi/answers';
import { Body, Edited } from '../bodies/edits';
import type { Edit } from '../bodies/edits';
import { Page, pageOfAll } from '../requests/lists';
import { pageOfItems } from '../bodies/page.dto';
import { creationProblems, editProblems } from '../openapi/problem-codes';
import { In } from '../requests/request-parts';
import { Write } from '../requests/writing';
import type { Writing } from '../requests/writing';
import { VariationRequest, VariationResponse } from './dto/flag.dto';
import { AddVariation } from './use-cases/add-variation';
import { RemoveVariation } from './use-cases/remove-variation';
import { UpdateVariation } from './use-cases/update-variation';

const VariationPage = pageOfItems('VariationPage', VariationResponse);
const edits = { ...editProblems, 422: [...editProblems[422], 'VARIATION_VALUE_INVALID'] };

/** A flag's variations, one by one. They belong to the flag: every ETag here is the flag's. */
@ApiTags('Flags')
@Controller('api/v1/workspaces/:workspace/projects/:project/flags/:flag/variations')
export class VariationsController {
  constructor(
    private readonly model: ModelReader,
    private readonly addVariation: AddVariation,
    private readonly updateVariation: UpdateVariation,
    private readonly removeVariation: RemoveVariation,
  ) {}

  @Get()
  @Can('CanAccessProject', 'project')
  @ReadsPage(VariationPage, { summary: 'List the variations of a flag, in order' })
  async list(@In() scope: ProjectScope, @Param('flag') flagKey: string, @Page() page: PageRequest) {
    const { type, variations } = await this.flag(scope, flagKey);
    return pageOfAll(
      variations,
      ({ key }) => key,
      page,
      (one) => new VariationResponse(type, one),
    );
  }

  @Post()
  @Can('UpdateFlagVariations', 'definition')
  @Creates(VariationResponse, {
    summary: 'Add a variation, with weight 0 everywhere',
    problems: { ...creationProblems, 422: [...creationProblems[422], 'VARIATION_VALUE_INVALID'] },
  })
  async add(
    @Write() writing: Writing<ProjectScope>,
    @Param('flag') flagKey: string,
    @Body(VariationRequest) input: VariationRequest,
  ) {
    const done = await this.addVariation.execute({ ...writing, flagKey, input });
    const key = (input.key ?? '').toLowerCase();
    const { workspace, project } = writing.scope;
    const flag = `/api/v1/workspaces/${workspace}/projects/${project}/flags/${flagKey}`;
    return answered(done, key).at(`${flag}/variations/${key}`);
  }

  @Get(':variation')
  @Can('CanAccessProject', 'project')
  @Reads(VariationResponse, { summary: 'Read a variation' })
  async read(@In() scope: ProjectScope, @Param('flag') flagKey: string, @Param('variation') key: string) {
    const flag = await this.flag(scope, flagKey);
    const body = bodyOf(flag, key);
    if (!body) throw new NotFound(`the variation ${key} of the flag ${flagKey}`);
    return new Answer(body, { rowVersion: flag.rowVersion });
  }

  @Put(':variation')
  @Can('UpdateFlagVariations', 'definition')
  @Changes(VariationResponse, { summary: 'Write a variation', problems: edits })
  async put(
    @Write() writing: Writing<ProjectScope>,
    @Param('flag') flagKey: string,
    @Param('variation') variationKey: string,
    @Edited(VariationRequest) edit: Edit<VariationRequest>,
  ) {
    return answered(await this.updateVariation.execute({ ...writing, flagKey, variationKey, edit }), variationKey);
  }

  @Patch(':variation')
  @Can('UpdateFlagVariations', 'definition')
  @Changes(VariationResponse, { summary: 'Change a variation', problems: edits })
  async patch(
    @Write() writing: Writing<ProjectScope>,
    @Param('flag') flagKey: string,
    @Param('variation') variationKey: string,
    @Edited(VariationRequest) edit: Edit<VariationRequest>,
  ) {
    return answered(await this.updateVariation.execute({ ...writing, flagKey, variationKey, edit }), variationKey);
  }

  @Delete(':variation')
  @Can('UpdateFlagVariations', 'definition')
  @Removes({
    summary: 'Remove a variation that nothing serves',
    problems: { 409: ['VARIATION_IN_USE', 'FLAG_NEEDS_TWO_VARIATIONS'] },
  })
  async remove(
    @Write() writing: Writing<ProjectScope>,
    @Param('flag') flagKey: string,
    @Param('variation') variationKey: string,
  ) {
    return (await this.removeVariation.execute({ ...writing, flagKey, variationKey })).gone();
  }

  private async flag({ projectId }: ProjectScope, key: string): Promise<FlagState> {
    const flag = await this.model.flag(projectId, key);
    if (!flag) throw new ParentNotFound(`the flag ${key}`);
    return flag;
  }
}

function bodyOf({ type, variations }: FlagState, key: string): VariationResponse | undefined {
  const variation = variations.find((one) => one.key === key);
  return variation && new VariationResponse(type, variation);
}

const answered = (done: Committed<FlagState>, key: string) => done.as((flag) => bodyOf(flag, key)!, done.value.rowVersion);
