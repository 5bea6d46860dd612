import type { Connections } from '@app/connections';
import { EnvironmentReader, toDefinition, toTombstone } from '@app/domain';
import type { SecretOpens } from '@app/domain';
import type { EnvironmentItem, EnvironmentState, ItemKind } from '@app/evaluation';
import { expiryColumn } from './expiry';
import { PostgresDatabase } from './postgres-database';
import { asJsonList } from './reading/as-json';
import { isId } from './reading/lookups';
import { flagPair, flagPairs, segmentPair, segmentPairs } from './reading/pairs';
import type { FlagPairRow, SegmentPairRow } from './reading/pairs';

interface TombstoneRow {
  readonly kind: ItemKind;
  readonly id: string;
  readonly key: string;
  readonly revision: number;
}

interface EnvironmentRow {
  readonly revision: number;
  readonly purgedRevision: number;
  readonly flags: readonly FlagPairRow[] | null;
  readonly segments: readonly SegmentPairRow[] | null;
  readonly tombstones: readonly TombstoneRow[] | null;
}

const above = 'WHERE t.environment_id = $1 AND t.revision > $2';

/** One statement sees one state of the database, so the revision is never ahead of the items. */
const changedSince = `
  SELECT environment.revision::float8 AS revision, environment.purged_revision::float8 AS "purgedRevision",
    ${asJsonList(flagPairs(`${above} AND f.archived_at IS NULL`))} AS flags,
    ${asJsonList(segmentPairs(`${above} AND s.archived_at IS NULL`))} AS segments,
    ${asJsonList(`SELECT t.kind, t.id, t.key, t.revision FROM tombstone t ${above}`)} AS tombstones
  FROM environment WHERE environment.id = $1`;

export class PostgresEnvironmentReader extends EnvironmentReader {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  async instance(): Promise<string> {
    return (await this.database.query<{ id: string }>('SELECT id FROM instance'))[0]!.id;
  }

  async secret(hash: string): Promise<SecretOpens | undefined> {
    const [opens] = await this.database.query<SecretOpens>(
      `SELECT s.environment_id AS "environmentId", s.type, ${expiryColumn('s.expires_at')} AS "expiresAt"
       FROM environment_secret s JOIN environment e ON e.id = s.environment_id JOIN project p ON p.id = e.project_id
       WHERE s.hash = $1 AND s.expires_at > extract(epoch FROM clock_timestamp())
         AND e.archived_at IS NULL AND p.archived_at IS NULL`,
      [/^[\da-f]{64}$/.test(hash) ? hash : ''],
    );
    return opens;
  }

  async changedSince(environmentId: string, since: number): Promise<EnvironmentState | undefined> {
    if (!isId(environmentId)) return undefined;
    const [row] = await this.database.query<EnvironmentRow>(changedSince, [environmentId, since]);
    return row && { environmentId, revision: row.revision, purgedRevision: row.purgedRevision, items: itemsOf(row) };
  }
}

/** For those who read and nothing else. */
export function openPostgresEnvironmentReader(connections: Connections): EnvironmentReader {
  return new PostgresEnvironmentReader(new PostgresDatabase(connections));
}

function itemsOf({ flags, segments, tombstones }: EnvironmentRow): EnvironmentItem[] {
  const items = [...(flags ?? []).map(flagItem), ...(segments ?? []).map(segmentItem), ...(tombstones ?? []).map(tombstoneItem)];
  return items.sort((one, other) => one.revision - other.revision);
}

function flagItem(row: FlagPairRow): EnvironmentItem {
  const { flag, targeting } = flagPair(row);
  return { kind: 'flag', key: flag.key, revision: targeting.revision, json: JSON.stringify(toDefinition(flag, targeting)) };
}

function segmentItem(row: SegmentPairRow): EnvironmentItem {
  const { segment, targeting } = segmentPair(row);
  return {
    kind: 'segment',
    key: segment.id,
    revision: targeting.revision,
    json: JSON.stringify(toDefinition(segment, targeting)),
  };
}

function tombstoneItem(row: TombstoneRow): EnvironmentItem {
  return { kind: row.kind, key: row.kind === 'flag' ? row.key : row.id, revision: row.revision, json: toTombstone(row) };
}
