import { primaryKeys } from './tables';
import type { Row, Table } from './tables';

export interface RowDifference {
  readonly inserted: readonly Row[];
  readonly updated: readonly Row[];
  /** Their keys alone. */
  readonly deleted: readonly Row[];
}

/** What turns the one list of rows into the other: a row that is the same in both is not written. Linear. */
export function difference(table: Table, before: readonly Row[], after: readonly Row[]): RowDifference {
  const kept = new Map(before.map((row) => [keyOf(table, row), row]));
  const inserted: Row[] = [];
  const updated: Row[] = [];
  for (const row of after) {
    const key = keyOf(table, row);
    const old = kept.get(key);
    kept.delete(key);
    if (old === undefined) inserted.push(row);
    else if (!same(old, row)) updated.push(row);
  }
  return { inserted, updated, deleted: [...kept.values()].map((row) => keyColumns(table, row)) };
}

export function keyColumns(table: Table, row: Row): Row {
  return Object.fromEntries(primaryKeys[table].map((column) => [column, row[column]]));
}

/** No part but the last, an end user, can hold a separator. */
function keyOf(table: Table, row: Row): string {
  let key = '';
  for (const column of primaryKeys[table]) key += `${String(row[column])}/`;
  return key;
}

function same(one: Row, other: Row): boolean {
  for (const column in one) {
    const [left, right] = [one[column], other[column]];
    if (left !== right && !(Array.isArray(left) && Array.isArray(right) && sameList(left, right))) return false;
  }
  return true;
}

function sameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, i) => value === other[i]);
}
