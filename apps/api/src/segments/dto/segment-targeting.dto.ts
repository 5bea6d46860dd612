import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { SegmentState, SegmentTargetingDocument, SegmentTargetingInput, SegmentTargetingState } from '@app/domain';
import { Many, ReadOnly, Texts } from '../../bodies/members';
import { RuleHeadRequest, RuleHeadResponse } from '../../bodies/rule.dto';
import { WarningResponse } from '../../bodies/warning.dto';
import { SegmentResponse } from './segment.dto';

const keyIds = { type: 'array', items: { type: 'string' }, description: 'keyIds; a set, kept sorted.' } as const;

/** Who is in a segment in one environment. Someone in both lists is excluded. */
@ApiSchema({ name: 'SegmentTargetingInput' })
@ReadOnly('segment', 'environment', 'rowVersion', 'revision', 'updatedAt', 'warnings')
export class SegmentTargetingRequest implements SegmentTargetingInput {
  @Texts({ ...keyIds, default: [] })
  included?: string[];

  @Texts({ ...keyIds, default: [] })
  excluded?: string[];

  @Many(() => RuleHeadRequest, { default: [] })
  rules?: RuleHeadRequest[];
}

@ApiSchema({ name: 'SegmentTargeting' })
export class SegmentTargetingResponse implements SegmentTargetingDocument {
  @ApiProperty({ type: 'string' })
  readonly segment: string;

  @ApiProperty({ type: 'string' })
  readonly environment: string;

  @ApiProperty(keyIds)
  readonly included: readonly string[];

  @ApiProperty(keyIds)
  readonly excluded: readonly string[];

  @ApiProperty({ type: () => [RuleHeadResponse] })
  readonly rules: SegmentTargetingDocument['rules'];

  @ApiProperty({ type: 'integer' })
  readonly rowVersion: number;

  @ApiProperty({ type: 'integer', description: 'The item revision, in ms.' })
  readonly revision: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly updatedAt: string;

  @ApiProperty({ type: () => [WarningResponse] })
  readonly warnings: readonly WarningResponse[] = [];

  constructor({ segmentKey, environment, document, rowVersion, revision, updatedAt }: SegmentTargetingState) {
    this.segment = segmentKey;
    this.environment = environment;
    this.included = document.included;
    this.excluded = document.excluded;
    this.rules = document.rules;
    this.rowVersion = rowVersion;
    this.revision = revision;
    this.updatedAt = updatedAt.toISOString();
  }
}

/** The definition joined with a summary of who is in it in one environment. */
@ApiSchema({ name: 'EnvironmentSegment' })
export class EnvironmentSegmentResponse extends SegmentResponse {
  @ApiProperty({ type: 'string' })
  readonly environment: string;

  @ApiProperty({ type: 'integer' })
  readonly included: number;

  @ApiProperty({ type: 'integer' })
  readonly excluded: number;

  @ApiProperty({ type: 'integer' })
  readonly rules: number;

  @ApiProperty({ type: 'integer' })
  readonly targetingRowVersion: number;

  @ApiProperty({ type: 'integer', description: 'The item revision, in ms.' })
  readonly revision: number;

  constructor(segment: SegmentState, { environment, document, rowVersion, revision }: SegmentTargetingState) {
    super(segment);
    this.environment = environment;
    this.included = document.included.length;
    this.excluded = document.excluded.length;
    this.rules = document.rules.length;
    this.targetingRowVersion = rowVersion;
    this.revision = revision;
  }
}
