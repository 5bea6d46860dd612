import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type {
  RuleDocument,
  RuleInput,
  ServeDocument,
  ServeInput,
  TargetingDocument,
  TargetingInput,
  TargetingState,
  WeightDocument,
} from '@app/domain';
import { Figure, Flagged, Many, One, ReadOnly, Text, Texts } from '../../bodies/members';
import { RuleHeadRequest, RuleHeadResponse } from '../../bodies/rule.dto';
import { WarningResponse } from '../../bodies/warning.dto';

@ApiSchema({ name: 'WeightInput' })
export class WeightRequest {
  @Text({ needed: true })
  variation!: string;

  @Figure({ needed: true, minimum: 0, maximum: 100_000, description: 'Parts of 100,000.' })
  weight!: number;

  @Figure({ minimum: 0, maximum: 100_000, description: 'Parts of 100,000 that are measured; default: `weight`.' })
  experimentWeight?: number;
}

@ApiSchema({ name: 'ServeInput' })
export class ServeRequest implements ServeInput {
  @Text({ default: 'keyId', description: 'The attribute whose value is hashed.' })
  bucketBy?: string;

  @Flagged({ default: true })
  includedInExperiment?: boolean;

  @Many(() => WeightRequest, { description: 'They sum to 100,000; a variation left out has 0.' })
  weights?: WeightRequest[];
}

@ApiSchema({ name: 'RuleInput' })
export class RuleRequest extends RuleHeadRequest implements RuleInput {
  @One(() => ServeRequest)
  serve?: ServeRequest;
}

@ApiSchema({ name: 'Prerequisite' })
export class PrerequisiteBody {
  @Text({ needed: true })
  flag!: string;

  @Text({ needed: true })
  variation!: string;
}

@ApiSchema({ name: 'IndividualTarget' })
export class IndividualTargetBody {
  @Text({ needed: true })
  variation!: string;

  @Texts({ needed: true, description: 'Their keyIds.' })
  endUsers!: string[];
}

/** What a flag does in one environment. */
@ApiSchema({ name: 'TargetingInput' })
@ReadOnly('flag', 'environment', 'rowVersion', 'revision', 'updatedAt', 'warnings')
export class TargetingRequest implements TargetingInput {
  @Flagged({ default: false, description: '`false` serves the off variation to everyone.' })
  enabled?: boolean;

  @Text({ description: 'Default: the flag’s last variation.' })
  offVariation?: string;

  @Many(() => PrerequisiteBody, { default: [] })
  prerequisites?: PrerequisiteBody[];

  @Many(() => IndividualTargetBody, { default: [] })
  individualTargets?: IndividualTargetBody[];

  @Many(() => RuleRequest, { default: [], description: 'In order: the first that matches decides.' })
  rules?: RuleRequest[];

  @One(() => ServeRequest, { description: 'Default: the flag’s first variation for everybody.' })
  fallthrough?: ServeRequest;

  @Flagged({ default: true })
  includeAllTargetsInExperiment?: boolean;
}

@ApiSchema({ name: 'Weight' })
export class WeightResponse implements WeightDocument {
  @ApiProperty({ type: 'string' })
  readonly variation!: string;

  @ApiProperty({ type: 'integer' })
  readonly weight!: number;

  @ApiProperty({ type: 'integer' })
  readonly experimentWeight!: number;
}

@ApiSchema({ name: 'Serve' })
export class ServeResponse implements ServeDocument {
  @ApiProperty({ type: 'string' })
  readonly bucketBy!: string;

  @ApiProperty({ type: 'boolean' })
  readonly includedInExperiment!: boolean;

  @ApiProperty({ type: () => [WeightResponse], description: 'Every variation of the flag, in the order of the cut points.' })
  readonly weights!: readonly WeightDocument[];
}

@ApiSchema({ name: 'Rule' })
export class RuleResponse extends RuleHeadResponse implements RuleDocument {
  @ApiProperty({ type: () => ServeResponse })
  readonly serve!: ServeDocument;
}

@ApiSchema({ name: 'Targeting' })
export class TargetingResponse implements TargetingDocument {
  @ApiProperty({ type: 'string' })
  readonly flag: string;

  @ApiProperty({ type: 'string' })
  readonly environment: string;

  @ApiProperty({ type: 'boolean' })
  readonly enabled: boolean;

  @ApiProperty({ type: 'string' })
  readonly offVariation: string;

  @ApiProperty({ type: () => [PrerequisiteBody] })
  readonly prerequisites: TargetingDocument['prerequisites'];

  @ApiProperty({ type: () => [IndividualTargetBody] })
  readonly individualTargets: TargetingDocument['individualTargets'];

  @ApiProperty({ type: () => [RuleResponse] })
  readonly rules: TargetingDocument['rules'];

  @ApiProperty({ type: () => ServeResponse })
  readonly fallthrough: TargetingDocument['fallthrough'];

  @ApiProperty({ type: 'boolean' })
  readonly includeAllTargetsInExperiment: boolean;

  @ApiProperty({ type: 'integer' })
  readonly rowVersion: number;

  @ApiProperty({ type: 'integer', description: 'The item revision, in ms.' })
  readonly revision: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly updatedAt: string;

  @ApiProperty({ type: () => [WarningResponse] })
  readonly warnings: readonly WarningResponse[] = [];

  constructor({ flagKey, environment, document, rowVersion, revision, updatedAt }: TargetingState) {
    this.flag = flagKey;
    this.environment = environment;
    this.enabled = document.enabled;
    this.offVariation = document.offVariation;
    this.prerequisites = document.prerequisites;
    this.individualTargets = document.individualTargets;
    this.rules = document.rules;
    this.fallthrough = document.fallthrough;
    this.includeAllTargetsInExperiment = document.includeAllTargetsInExperiment;
    this.rowVersion = rowVersion;
    this.revision = revision;
    this.updatedAt = updatedAt.toISOString();
  }
}
