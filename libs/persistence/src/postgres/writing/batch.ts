import type { Query } from '../postgres-database';
import { primaryKeys } from './tables';
import type { Row, Table } from './tables';

/**
 * Several writes that travel as one statement. They all see the state before it, foreign keys are checked at its end, so their
 * order does not matter; a row may be written by one of them only.
 */
export class Batch {
  private readonly steps: string[] = [];
  private readonly parameters: unknown[] = [];

  /** `write`: an INSERT, UPDATE or DELETE; `$` makes a parameter of a value. */
  add(write: ($: (value: unknown) => string) => string): void {
    this.steps.push(write((value) => `$${this.parameters.push(value)}`));
  }

  insert(table: Table, rows: readonly Row[]): void {
    const [first] = rows;
    if (first === undefined) return;
    const columns = Object.keys(first);
    this.add(
      ($) =>
        `INSERT INTO ${table} (${columns.join(', ')}) SELECT ${columns.map((name) => `r.${name}`).join(', ')} ${from(table, rows, $)}`,
    );
  }

  update(table: Table, rows: readonly Row[]): void {
    const [first] = rows;
    if (first === undefined) return;
    const key: readonly string[] = primaryKeys[table];
    const changes = Object.keys(first).filter((name) => !key.includes(name));
    const set = changes.map((name) => `${name} = r.${name}`).join(', ');
    this.add(($) => `UPDATE ${table} t SET ${set} ${from(table, rows, $)} WHERE ${matching(key)}`);
  }

  /** `keys`: rows of the primary key's columns. */
  delete(table: Table, keys: readonly Row[]): void {
    if (keys.length === 0) return;
    this.add(
      ($) => `DELETE FROM ${table} t ${from(table, keys, $).replace('FROM', 'USING')} WHERE ${matching(primaryKeys[table])}`,
    );
  }

  async run(query: Query): Promise<void> {
    if (this.steps.length === 0) return;
    const named = this.steps.map((step, i) => `step_${i} AS (${step})`);
    await query(`WITH ${named.join(', ')} SELECT 1`, this.parameters);
  }
}

/** The rows as one parameter, read by the database with the types of the table's own columns. */
function from(table: Table, rows: readonly Row[], $: (value: unknown) => string): string {
  return `FROM json_populate_recordset(NULL::${table}, ${$(JSON.stringify(rows))}::json) r`;
}

function matching(key: readonly string[]): string {
  return key.map((name) => `t.${name} = r.${name}`).join(' AND ');
}
