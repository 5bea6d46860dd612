import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { ConditionDocument, ConditionInput, RuleHead, RuleHeadInput } from '@app/domain';
import { Flagged, Many, Text, Texts } from './members';

/** `value` for most operators, `values` for lists and segments, neither for IsTrue and IsFalse. */
@ApiSchema({ name: 'ConditionInput' })
export class ConditionRequest implements ConditionInput {
  @Text({ description: '`keyId`, `name` or a custom property; none for a segment operator.' })
  attribute?: string;

  @Text({ needed: true })
  operator!: string;

  @Text()
  value?: string;

  @Texts({ description: 'Of IsOneOf and NotOneOf; of InSegment and NotInSegment the segments’ keys.' })
  values?: string[];

  @Flagged({ default: false })
  negate?: boolean;
}

/** A rule without what it serves: who it is for. */
@ApiSchema({ name: 'SegmentRuleInput' })
export class RuleHeadRequest implements RuleHeadInput {
  @Text({ description: 'Default: made from the name. A rule is recognised by it from then on.' })
  key?: string;

  @Text({ maxLength: 128, description: 'Default: the key.' })
  name?: string;

  @Text({ nullable: true, default: null })
  description?: string | null;

  @Texts({ default: [] })
  tags?: string[];

  @Many(() => ConditionRequest, { default: [], description: 'All must hold.' })
  conditions?: ConditionRequest[];
}

@ApiSchema({ name: 'Condition' })
export class ConditionResponse implements ConditionDocument {
  @ApiProperty({ type: 'string', required: false })
  readonly attribute?: string;

  @ApiProperty({ type: 'string' })
  readonly operator!: string;

  @ApiProperty({ type: 'string', required: false })
  readonly value?: string;

  @ApiProperty({ type: 'array', items: { type: 'string' }, required: false })
  readonly values?: readonly string[];

  @ApiProperty({ type: 'boolean', description: 'false: a negated condition is kept as its twin.' })
  readonly negate!: boolean;
}

@ApiSchema({ name: 'SegmentRule' })
export class RuleHeadResponse implements RuleHead {
  @ApiProperty({ type: 'string' })
  readonly key!: string;

  @ApiProperty({ type: 'string' })
  readonly name!: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly description!: string | null;

  @ApiProperty({ type: 'array', items: { type: 'string' } })
  readonly tags!: readonly string[];

  @ApiProperty({ type: () => [ConditionResponse] })
  readonly conditions!: readonly ConditionDocument[];
}
