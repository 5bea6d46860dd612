import { IN_SEGMENT, isOperator, NOT_IN_SEGMENT, operandFault, OPERATORS } from '@app/evaluation';
import type { Operator } from '@app/evaluation';
import { LimitExceeded } from '../errors/refused';
import type { Findings } from '../errors/findings';
import type { ConditionDocument } from '../flags/targeting-document';
import type { Limits } from '../limits';
import { quoted } from '../meta/quoted';
import { bytesIn, isStorable } from '../meta/text';
import type { ConditionInput } from './rule-input';
import { segmentOperators } from './segment-operators';

/** What conditions are read against. */
export interface RuleContext {
  readonly limits: Limits;
  /** Keys of live segments of the project to their ids; null: a segment's own rules, which may not name one. */
  readonly segmentIds: ReadonlyMap<string, string> | null;
  readonly found: Findings;
}

/** A condition as it is stored; what is wrong with it goes to `found`. Source: access-model F-37, D-20, D-38, D-39. */
export function readCondition(input: ConditionInput, at: string, context: RuleContext): ConditionDocument {
  if (input.negate) {
    const detail = `a condition cannot be negated with "negate": use the operator that says the opposite of ${input.operator}`;
    context.found.add({ pointer: `${at}/negate`, code: 'NEGATE_NOT_AVAILABLE', detail });
  }
  if (segmentOperators.includes(input.operator)) return readSegmentCondition(input, at, context);
  if (isOperator(input.operator)) return readAttributeCondition(input, input.operator, at, context);
  const detail = `${quoted(input.operator)} is no operator: one of ${[...OPERATORS, ...segmentOperators].join(', ')}`;
  context.found.add({ pointer: `${at}/operator`, code: 'OPERATOR_INVALID', detail });
  return { operator: input.operator, negate: false };
}

function readSegmentCondition(input: ConditionInput, at: string, context: RuleContext): ConditionDocument {
  const { operator, attribute, value, values = [] } = input;
  const { segmentIds, found, limits } = context;
  if (segmentIds === null) {
    found.add({
      pointer: at,
      code: 'SEGMENT_IN_SEGMENT',
      detail: 'a rule of a segment asks for attributes only, never for segments',
    });
    return { operator, negate: false };
  }
  const shape = shapeOf(at, found);
  if (attribute !== undefined) shape('attribute', `${operator} has no attribute: it asks for the end user`);
  if (value !== undefined) shape('value', `${operator} takes "values", a list of segment keys`);
  if (values.length === 0) shape('values', `${operator} needs at least one segment key in "values"`);
  if (values.length > limits.valuesPerCondition) {
    found.add(tooMany(at, limits, values.length));
    return { operator, negate: false };
  }
  values.forEach((key, i) => {
    if (segmentIds.has(key)) return;
    const detail = `there is no segment ${quoted(key)} in this project, or it is archived; keys are compared exactly`;
    found.add({ pointer: `${at}/values/${i}`, code: 'UNKNOWN_SEGMENT', detail });
  });
  return { operator, values: [...new Set(values)], negate: false };
}

function readAttributeCondition(input: ConditionInput, operator: Operator, at: string, context: RuleContext): ConditionDocument {
  const { attribute = '', value, values } = input;
  const { found, limits } = context;
  const shape = shapeOf(at, found);
  if (attribute === '') shape('attribute', `${operator} needs an attribute: keyId, name or a custom property`);
  if (attribute === IN_SEGMENT || attribute === NOT_IN_SEGMENT)
    shape('attribute', 'this name is taken: use InSegment or NotInSegment');
  if (!isStorable(attribute)) shape('attribute', 'the text holds a NUL character or half of a surrogate pair');
  const kind = operandKind(operator);
  if (kind !== 'value' && value !== undefined)
    shape('value', `${operator} takes ${kind === 'values' ? '"values", a list of strings' : 'no value'}`);
  if (kind !== 'values' && values !== undefined)
    shape('values', `${operator} takes ${kind === 'value' ? 'one "value"' : 'no values'}`);
  if (kind === 'none') return { attribute, operator, negate: false };
  if (kind === 'values') {
    if (values === undefined) shape('values', `${operator} needs "values", a list of strings`);
    if (values && values.length > limits.valuesPerCondition) found.add(tooMany(at, limits, values.length));
    else values?.forEach((one, i) => readOperand(one, `${at}/values/${i}`, context));
    return { attribute, operator, values: values ?? [], negate: false };
  }
  if (value === undefined) shape('value', `${operator} needs a "value"`);
  else if (readOperand(value, `${at}/value`, context)) {
    const fault = operandFault(operator, value);
    if (fault !== undefined) found.add({ pointer: `${at}/value`, code: 'RULE_VALUE_INVALID', detail: fault });
  }
  return { attribute, operator, value: value ?? '', negate: false };
}

function operandKind(operator: Operator): 'value' | 'values' | 'none' {
  if (operator === 'IsOneOf' || operator === 'NotOneOf') return 'values';
  return operator === 'IsTrue' || operator === 'IsFalse' ? 'none' : 'value';
}

/** True when it can be kept: what it means is asked only then. */
function readOperand(value: string, pointer: string, { limits, found }: RuleContext): boolean {
  if (!isStorable(value)) {
    found.add({ pointer, code: 'RULE_VALUE_INVALID', detail: 'the text holds a NUL character or half of a surrogate pair' });
    return false;
  }
  const bytes = bytesIn(value);
  if (bytes <= limits.valueBytes) return true;
  found.add(new LimitExceeded(pointer, 'bytes of a value', limits.valueBytes, bytes));
  return false;
}

function shapeOf(at: string, found: Findings): (member: string, detail: string) => void {
  return (member, detail) => void found.add({ pointer: `${at}/${member}`, code: 'RULE_SHAPE_INVALID', detail });
}

function tooMany(at: string, { valuesPerCondition }: Limits, count: number): LimitExceeded {
  return new LimitExceeded(`${at}/values`, 'values of a condition', valuesPerCondition, count);
}
