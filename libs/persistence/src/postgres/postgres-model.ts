import type { Commit, Committed, FlagState, Held, Model, SegmentState, TargetingState } from '@app/domain';
import type { Query } from './postgres-database';
import { never } from './expiry';
import { flagByKey, segmentByKey, segmentTargetingByKey, targetingByKey } from './reading/by-key';
import { lastChangeOf } from './reading/change-sets';
import { selectFlags } from './reading/flags';
import { selectEnvironments, selectSecrets, selectWorkspaces } from './reading/hierarchy';
import { hasKey, isId, keyOrNone } from './reading/lookups';
import { selectSegments, selectSegmentTargetings } from './reading/segments';
import { selectTargetings } from './reading/targetings';
import { prerequisiteUses, segmentUses, variationUses } from './reading/uses';
import { save } from './writing/save';

const parentColumns = {
  workspace: null,
  project: 'workspace_id',
  environment: 'project_id',
  flag: 'project_id',
  segment: 'project_id',
};

/** The model as one transaction sees it: `query` speaks on its connection. */
export class PostgresModel implements Model {
  private saved = false;

  constructor(
    private readonly query: Query,
    readonly held: Held,
  ) {}

  async hasRootAccess(except: readonly string[] = []): Promise<boolean> {
    const rows = await this.query(
      `SELECT FROM access WHERE type = 'root' AND enabled AND expires_at = ${never} AND id <> ALL ($1::uuid[]) LIMIT 1`,
      [except],
    );
    return rows.length > 0;
  }

  async workspaceByKey(key: string) {
    return (await selectWorkspaces(this.query, `WHERE ${hasKey('w', '$1')}`, [keyOrNone(key)]))[0];
  }

  environmentsOf(projectId: string) {
    return selectEnvironments(this.query, 'WHERE e.project_id = $1 ORDER BY e.key', [projectId]);
  }

  async secret(environmentId: string, id: string) {
    if (!isId(id)) return undefined;
    return (await selectSecrets(this.query, 'WHERE s.environment_id = $1 AND s.id = $2', [environmentId, id]))[0];
  }

  secretsOf(environmentIds: readonly string[]) {
    return selectSecrets(this.query, 'WHERE s.environment_id = ANY($1::uuid[]) ORDER BY s.id', [environmentIds]);
  }

  flag(projectId: string, key: string) {
    return flagByKey(this.query, projectId, key);
  }

  targetingsOf(flagId: string): Promise<TargetingState[]> {
    return selectTargetings(this.query, 'WHERE t.flag_id = $1 ORDER BY e.id', [flagId]);
  }

  targeting(environmentId: string, flagKey: string) {
    return targetingByKey(this.query, environmentId, flagKey);
  }

  flagsOf(projectId: string): Promise<FlagState[]> {
    return selectFlags(this.query, 'WHERE f.project_id = $1 ORDER BY f.key', [projectId]);
  }

  segment(projectId: string, key: string) {
    return segmentByKey(this.query, projectId, key);
  }

  segmentsOf(projectId: string): Promise<SegmentState[]> {
    return selectSegments(this.query, 'WHERE s.project_id = $1 ORDER BY s.key', [projectId]);
  }

  segmentTargetingsOf(segmentId: string) {
    return selectSegmentTargetings(this.query, 'WHERE t.segment_id = $1 ORDER BY e.id', [segmentId]);
  }

  segmentTargeting(environmentId: string, segmentKey: string) {
    return segmentTargetingByKey(this.query, environmentId, segmentKey);
  }

  async segmentIds(projectId: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (keys.length === 0) return new Map();
    const rows = await this.query<{ id: string; key: string }>(
      'SELECT id, key FROM segment WHERE project_id = $1 AND key = ANY($2::text[]) AND archived_at IS NULL',
      [projectId, keys.map(keyOrNone)],
    );
    return new Map(rows.map(({ id, key }) => [key, id]));
  }

  async keyTaken(kind: keyof typeof parentColumns, parentId: string | null, key: string): Promise<boolean> {
    const parent = parentColumns[kind];
    const rows = await this.query(
      `SELECT FROM ${kind} WHERE lower(key) = lower($1::text COLLATE "C") ${parent ? `AND ${parent} = $2` : ''}`,
      parent ? [keyOrNone(key), parentId] : [keyOrNone(key)],
    );
    return rows.length > 0;
  }

  async environmentIdTaken(id: string): Promise<boolean> {
    return (await this.query('SELECT FROM environment WHERE id = $1', [id])).length > 0;
  }

  async secretTaken(hash: string): Promise<boolean> {
    return (await this.query('SELECT FROM environment_secret WHERE hash = $1', [hash])).length > 0;
  }

  async countOf(kind: 'flag' | 'segment', projectId: string): Promise<number> {
    const [row] = await this.query<{ count: number }>(`SELECT count(*)::float8 AS count FROM ${kind} WHERE project_id = $1`, [
      projectId,
    ]);
    return row!.count;
  }

  segmentUses(segmentId: string) {
    return segmentUses(this.query, segmentId);
  }

  variationUses(variationId: string) {
    return variationUses(this.query, variationId);
  }

  prerequisiteUses(flagId: string) {
    return prerequisiteUses(this.query, flagId);
  }

  lastChangeOf(resourceId: string, environmentId: string | null) {
    return lastChangeOf(this.query, resourceId, environmentId);
  }

  save(commit: Commit): Promise<Committed> {
    if (this.saved) throw new Error('a transaction saves once: put all writes into one commit');
    this.saved = true;
    return save(this.query, this.held, commit);
  }
}
