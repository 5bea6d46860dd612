import type { Connections } from '@app/connections';
import { EnvironmentReader, toDefinition, toTombstone } from '@app/domain';
import type { SecretOpens } from '@app/domain';
import type { EnvironmentItem, EnvironmentState, ItemKind } from '@app/evaluation';
import { expiryColumn } from './expiry';
import { PostgresDatabase } from './postgres-database';
import { translated } from './postgres-errors';
import { inReading } from './postgres-transaction';
import { inSlices } from './reading/in-slices';
import { isId } from './reading/lookups';
import { flagPair, flagPairs, segmentPair, segmentPairs } from './reading/pairs';
import type { FlagPairRow, SegmentPairRow } from './reading/pairs';
import { keepingPlans } from './keeping-plans';

interface TombstoneRow {
  readonly kind: ItemKind;
  readonly id: string;
  readonly key: string;
  readonly revision: number;
}

type ItemRow =
  | { readonly is: 'flag'; readonly row: FlagPairRow }
  | { readonly is: 'segment'; readonly row: SegmentPairRow }
  | { readonly is: 'tombstone'; readonly row: TombstoneRow };

interface EnvironmentRow {
  readonly is: 'environment';
  readonly row: Pick<EnvironmentState, 'revision' | 'purgedRevision'>;
}

const above = 'WHERE t.environment_id = $1 AND t.revision > $2';

/** One statement sees one state of the database, so the revision is never ahead of the items. The environment's own row is the first. */
const changedSince = `
  SELECT 'environment' AS is, json_build_object('revision', e.revision, 'purgedRevision', e.purged_revision) AS row
    FROM environment e WHERE e.id = $1
  UNION ALL SELECT 'flag', to_json(x) FROM (${flagPairs(`${above} AND f.archived_at IS NULL`)}) x
  UNION ALL SELECT 'segment', to_json(x) FROM (${segmentPairs(`${above} AND s.archived_at IS NULL`)}) x
  UNION ALL SELECT 'tombstone', to_json(x) FROM (SELECT t.kind, t.id, t.key, t.revision FROM tombstone t ${above}) x`;

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
    const rows = await this.rowsAbove(environmentId, since);
    const environment = rows.find((one) => one.is === 'environment');
    if (!environment) return undefined;
    const items = await inSlices(
      rows.filter((one) => one.is !== 'environment'),
      itemOf,
    );
    items.sort((one, other) => one.revision - other.revision);
    return { environmentId, ...environment.row, items };
  }

  private async rowsAbove(environmentId: string, since: number): Promise<(EnvironmentRow | ItemRow)[]> {
    try {
      return await inReading(this.database, (query) =>
        keepingPlans(query)<EnvironmentRow | ItemRow>(changedSince, [environmentId, since]),
      );
    } catch (error) {
      throw translated(error);
    }
  }
}

/** For those who read and nothing else. */
export function openPostgresEnvironmentReader(connections: Connections): EnvironmentReader {
  return new PostgresEnvironmentReader(new PostgresDatabase(connections));
}

function itemOf(item: ItemRow): EnvironmentItem {
  switch (item.is) {
    case 'flag': {
      const { flag, targeting } = flagPair(item.row);
      return { kind: 'flag', key: flag.key, revision: targeting.revision, json: JSON.stringify(toDefinition(flag, targeting)) };
    }
    case 'segment': {
      const { segment, targeting } = segmentPair(item.row);
      return {
        kind: 'segment',
        key: segment.id,
        revision: targeting.revision,
        json: JSON.stringify(toDefinition(segment, targeting)),
      };
    }
    case 'tombstone': {
      const { kind, key, id, revision } = item.row;
      return { kind, key: kind === 'flag' ? key : id, revision, json: toTombstone(item.row) };
    }
  }
}
