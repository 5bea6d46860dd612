import type { ConditionDocument } from '@app/domain';

export interface ConditionRow {
  readonly attribute: string | null;
  readonly operator: string;
  readonly value: string | null;
  readonly operands: readonly string[] | null;
}

/** For `json_build_object`. */
export const conditionColumns = (t: string): string =>
  `'attribute', ${t}.attribute, 'operator', ${t}.operator, 'value', ${t}.value, 'operands', ${t}.operands`;

/** `segments`: keys, of a segment condition. */
export function conditionDocument(row: ConditionRow, segments?: readonly string[]): ConditionDocument {
  const { attribute, operator, value, operands } = row;
  const values = operands ?? segments;
  return {
    ...(attribute !== null && { attribute }),
    operator,
    ...(value !== null && { value }),
    ...(values && { values }),
    negate: false,
  };
}
