import { ApiSchema } from '@nestjs/swagger';
import type { ConditionInput, RuleHeadInput } from '@app/domain';
import { Flagged, Many, Text, Texts } from './members';

/** `value` for most operators, `values` for lists and segments, neither for IsTrue and IsFalse. */
@ApiSchema({ name: 'Condition' })
export class ConditionBody implements ConditionInput {
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
@ApiSchema({ name: 'SegmentRule' })
export class RuleHeadBody implements RuleHeadInput {
  @Text({ description: 'Default: made from the name. A rule is recognised by it from then on.' })
  key?: string;

  @Text({ maxLength: 128, description: 'Default: the key.' })
  name?: string;

  @Text({ nullable: true, default: null })
  description?: string | null;

  @Texts({ default: [] })
  tags?: string[];

  @Many(() => ConditionBody, { default: [], description: 'All must hold.' })
  conditions?: ConditionBody[];
}
