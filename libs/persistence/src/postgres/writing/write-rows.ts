import type { Write } from '@app/domain';
import type { Batch } from './batch';
import type { Raised } from './raise';
import { difference, keyColumns } from './row-difference';
import { rowsOf } from './rows-of';
import { primaryKeys } from './tables';
import type { ResourceRows, Row, Table } from './tables';

/** What goes is deleted before what comes is inserted: a key may change hands within one change set. */
export interface Batches {
  readonly first: Batch;
  readonly then: Batch;
}

interface Changes {
  readonly inserted: Row[];
  readonly updated: Row[];
  readonly deleted: Row[];
}

/** The rows of the model that a change set alters, all rows of a table together. */
export function writeRows(writes: readonly Write[], raised: Raised, { first, then }: Batches): void {
  const tables = new Map<Table, Changes>();
  const changesOf = (table: Table): Changes => {
    const known = tables.get(table) ?? { inserted: [], updated: [], deleted: [] };
    tables.set(table, known);
    return known;
  };
  for (const write of writes) collect(write, raised, changesOf);
  for (const [table, { inserted, updated, deleted }] of tables) {
    first.delete(table, deleted);
    then.update(table, updated);
    then.insert(table, inserted);
  }
}

function collect(write: Write, raised: Raised, changesOf: (table: Table) => Changes): void {
  const { before, after } = rowsOf(write);
  if (!after) {
    if (before) changesOf(before.table).deleted.push(keyColumns(before.table, before.own)); // what is below it cascades
    return;
  }
  const stamps = { ...stampsOf(write, raised), ...revisionOf(write, raised), ...archivingOf(before, after, raised) };
  changesOf(after.table)[before ? 'updated' : 'inserted'].push({ ...after.own, ...stamps });
  for (const table of Object.keys(primaryKeys) as Table[]) {
    const rows = after.children[table];
    if (!rows) continue;
    const { inserted, updated, deleted } = difference(table, before?.children[table] ?? [], rows);
    const changes = changesOf(table);
    append(changes.inserted, inserted);
    append(changes.updated, updated);
    append(changes.deleted, deleted);
  }
}

function stampsOf({ before }: Write, { at }: Raised): Row {
  if (before) return { row_version: before.rowVersion + 1, updated_at: at };
  return { row_version: 1, created_at: at, updated_at: at };
}

/** Archived now, by the database's clock; archived before, it stays as it is. */
function archivingOf(before: ResourceRows | undefined, after: ResourceRows, { at }: Raised): Row {
  return after.own.archived_at && !before?.own.archived_at ? { archived_at: at } : {};
}

/** The item revision of what lives in an environment; the first revision of a new environment. */
function revisionOf(write: Write, raised: Raised): Row {
  switch (write.kind) {
    case 'targeting':
    case 'segment-targeting':
      return { revision: raisedTo((write.after ?? write.before)!.environmentId, raised) };
    case 'environment':
      return write.before ? {} : { revision: raised.at.getTime() };
    default:
      return {};
  }
}

function raisedTo(environmentId: string, { environments }: Raised): number {
  const found = environments.find((one) => one.environmentId === environmentId);
  if (!found) throw new Error(`something of environment ${environmentId} is written and the environment is not raised`);
  return found.revision;
}

/** Not by spreading: a list may be longer than a call takes arguments. */
function append(to: Row[], rows: readonly Row[]): void {
  for (const row of rows) to.push(row);
}
