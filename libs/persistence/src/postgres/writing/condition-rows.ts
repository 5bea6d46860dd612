import type { ConditionDocument } from '@app/domain';
import type { Row } from './tables';

export function isSegmentCondition({ operator }: ConditionDocument): boolean {
  return operator === 'InSegment' || operator === 'NotInSegment';
}

/** The segments of a condition are rows of their own. */
export function conditionColumns(condition: ConditionDocument): Row {
  const { attribute = null, operator, value = null, values = null } = condition;
  return { attribute, operator, value, operands: isSegmentCondition(condition) ? null : values };
}
