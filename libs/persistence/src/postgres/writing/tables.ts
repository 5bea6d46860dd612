/** The tables of the model and what a row of each is known by. Source: docs/adr/0001. */
export const primaryKeys = {
  workspace: ['id'],
  project: ['id'],
  environment: ['id'],
  environment_secret: ['id'],
  access: ['id'],
  flag: ['id'],
  variation: ['id'],
  targeting: ['flag_id', 'environment_id'],
  targeting_prerequisite: ['flag_id', 'environment_id', 'required_flag_id'],
  targeting_target: ['flag_id', 'environment_id', 'end_user'],
  targeting_fallthrough_variation: ['flag_id', 'environment_id', 'variation_id'],
  targeting_rule: ['id'],
  targeting_rule_variation: ['rule_id', 'variation_id'],
  targeting_condition: ['rule_id', 'position'],
  targeting_condition_segment: ['rule_id', 'condition_position', 'position'],
  segment: ['id'],
  segment_targeting: ['segment_id', 'environment_id'],
  segment_member: ['segment_id', 'environment_id', 'side', 'end_user'],
  segment_rule: ['id'],
  segment_condition: ['rule_id', 'position'],
} as const;

export type Table = keyof typeof primaryKeys;

/** Column to value, as JSON says it; every row of a table in one statement names the same columns. */
export type Row = Readonly<Record<string, unknown>>;

/** All rows that one resource consists of: its own, and those of its children. */
export interface ResourceRows {
  readonly table: Table;
  /** Without what the commit sets: row version, instants, revisions. */
  readonly own: Row;
  readonly children: Readonly<Partial<Record<Table, readonly Row[]>>>;
}
