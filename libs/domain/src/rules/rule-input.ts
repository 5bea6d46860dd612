/** What a body says of a condition: `value`, `values` or neither, as the operator wants. */
export interface ConditionInput {
  readonly attribute?: string;
  readonly operator: string;
  readonly value?: string;
  readonly values?: readonly string[];
  readonly negate?: boolean;
}

export interface RuleHeadInput {
  /** Default: made from the name. */
  readonly key?: string;
  /** Default: the key. */
  readonly name?: string;
  readonly description?: string | null;
  readonly tags?: readonly string[];
  readonly conditions?: readonly ConditionInput[];
}
