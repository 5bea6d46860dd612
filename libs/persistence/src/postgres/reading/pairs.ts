import type {
  EnvironmentFlagState,
  FlagState,
  Principal,
  SegmentState,
  SegmentTargetingState,
  TargetingState,
} from '@app/domain';
import type { Query } from '../postgres-database';
import { asJson, withDates } from './as-json';
import { authorColumn } from './change-sets';
import { flagColumns } from './flags';
import { segmentColumns, segmentTargetingColumns, segmentTargetingState, segmentTargetingTables } from './segments';
import type { SegmentTargetingRow } from './segments';
import { targetingColumns, targetingState, targetingTables } from './targetings';
import type { TargetingRow } from './targetings';

/** A definition with what it does in one environment. */
export interface FlagPair {
  readonly flag: FlagState;
  readonly targeting: TargetingState;
}
export interface SegmentPair {
  readonly segment: SegmentState;
  readonly targeting: SegmentTargetingState;
}

/** As they come: JSON, so instants are text. */
export interface FlagPairRow {
  readonly flag: FlagState;
  readonly targeting: TargetingRow;
}
export interface SegmentPairRow {
  readonly segment: SegmentState;
  readonly targeting: SegmentTargetingRow;
}

const flagPairColumns = `${asJson(flagColumns)} AS flag, ${asJson(targetingColumns)} AS targeting`;
const segmentPairColumns = `${asJson(segmentColumns)} AS segment, ${asJson(segmentTargetingColumns)} AS targeting`;

/** `where`: of `targeting t`, `flag f` and `environment e`. */
export const flagPairs = (where: string): string => `SELECT ${flagPairColumns} FROM ${targetingTables} ${where}`;

/** `where`: of `segment_targeting t`, `segment s` and `environment e`. */
export const segmentPairs = (where: string): string => `SELECT ${segmentPairColumns} FROM ${segmentTargetingTables} ${where}`;

export function flagPair({ flag, targeting }: FlagPairRow): FlagPair {
  return { flag: withDates(flag), targeting: targetingState(targeting) };
}

export function segmentPair({ segment, targeting }: SegmentPairRow): SegmentPair {
  return { segment: withDates(segment), targeting: segmentTargetingState(targeting) };
}

interface EnvironmentFlagRow extends FlagPairRow {
  readonly changedAt: Date;
  readonly changedBy: Principal;
}

/** With the change set that gave each its item revision. `where` and `order`: of `t`, `f` and `e`. */
export async function selectEnvironmentFlags(
  query: Query,
  rest: string,
  parameters: readonly unknown[],
): Promise<EnvironmentFlagState[]> {
  const rows = await query<EnvironmentFlagRow>(
    `SELECT ${flagPairColumns}, c.committed_at AS "changedAt", ${authorColumn} AS "changedBy"
     FROM ${targetingTables}
     JOIN change_set_environment n ON n.environment_id = t.environment_id AND n.revision = t.revision
     JOIN change_set c ON c.id = n.change_set ${rest}`,
    parameters,
  );
  return rows.map(({ changedAt, changedBy, ...row }) => ({ ...flagPair(row), changedAt, changedBy }));
}

export async function selectSegmentPairs(query: Query, rest: string, parameters: readonly unknown[]): Promise<SegmentPair[]> {
  return (await query<SegmentPairRow>(segmentPairs(rest), parameters)).map(segmentPair);
}
