import { ModelReader } from '@app/domain';
import type {
  Archived,
  ChangeSet,
  ChangeSetFilter,
  EnvironmentFlagState,
  FlagState,
  PageOf,
  PageRequest,
  ProjectState,
  SecretState,
  SegmentState,
  SegmentTargetingState,
  StoredEnvironment,
  TargetingState,
  Use,
  WorkspaceState,
} from '@app/domain';
import type { PostgresDatabase } from './postgres-database';
import { flagByKey, segmentByKey, segmentTargetingByKey, targetingByKey } from './reading/by-key';
import { changeSetConditions } from './reading/change-set-filter';
import { selectChangeSets } from './reading/change-sets';
import { selectFlags } from './reading/flags';
import { selectEnvironments, selectProjects, selectSecrets, selectWorkspaces } from './reading/hierarchy';
import { isId } from './reading/lookups';
import { byInstant, byKey, instantKey, pageOf } from './reading/pages';
import { selectEnvironmentFlags, selectSegmentPairs } from './reading/pairs';
import type { SegmentPair } from './reading/pairs';
import { selectSegments } from './reading/segments';
import { segmentUses } from './reading/uses';

const liveness: Record<Archived, (t: string) => string> = {
  false: (t) => `AND ${t}.archived_at IS NULL`,
  true: (t) => `AND ${t}.archived_at IS NOT NULL`,
  all: () => '',
};

const always = 'WHERE true';

export class PostgresModelReader extends ModelReader {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  async instance(): Promise<{ id: string }> {
    return (await this.database.query<{ id: string }>('SELECT id FROM instance'))[0]!;
  }

  async encryptionKeyIds(): Promise<readonly string[]> {
    const rows = await this.database.query<{ id: string }>(
      'SELECT DISTINCT encryption_key_id AS id FROM environment_secret ORDER BY id',
    );
    return rows.map(({ id }) => id);
  }

  async workspaces(page: PageRequest): Promise<PageOf<WorkspaceState>> {
    const { rest, parameters } = byKey('w', page, 0);
    return pageOf(await selectWorkspaces(this.database.query, `${always} ${rest}`, parameters), page, keyOf);
  }

  async workspace(id: string): Promise<WorkspaceState | undefined> {
    return (await selectWorkspaces(this.database.query, 'WHERE w.id = $1', [id]))[0];
  }

  async projects(workspaceId: string, archived: Archived, page: PageRequest): Promise<PageOf<ProjectState>> {
    const { rest, parameters } = byKey('p', page, 1);
    const where = `WHERE p.workspace_id = $1 ${liveness[archived]('p')} ${rest}`;
    return pageOf(await selectProjects(this.database.query, where, [workspaceId, ...parameters]), page, keyOf);
  }

  async project(id: string): Promise<ProjectState | undefined> {
    return (await selectProjects(this.database.query, 'WHERE p.id = $1', [id]))[0];
  }

  async environments(projectId: string, archived: Archived, page: PageRequest): Promise<PageOf<StoredEnvironment>> {
    const { rest, parameters } = byKey('e', page, 1);
    const where = `WHERE e.project_id = $1 ${liveness[archived]('e')} ${rest}`;
    return pageOf(await selectEnvironments(this.database.query, where, [projectId, ...parameters]), page, keyOf);
  }

  environmentsOf(projectIds: readonly string[]): Promise<readonly StoredEnvironment[]> {
    return selectEnvironments(this.database.query, 'WHERE e.project_id = ANY($1::uuid[]) ORDER BY e.key', [projectIds]);
  }

  async environment(id: string): Promise<StoredEnvironment | undefined> {
    return (await selectEnvironments(this.database.query, 'WHERE e.id = $1', [id]))[0];
  }

  async secrets(environmentId: string, page: PageRequest): Promise<PageOf<SecretState>> {
    const { rest, parameters } = byInstant('s', 'oldest', page, 1);
    const rows = await selectSecrets(this.database.query, `WHERE s.environment_id = $1 ${rest}`, [environmentId, ...parameters]);
    return pageOf(rows, page, instantKey);
  }

  async secret(environmentId: string, id: string): Promise<SecretState | undefined> {
    if (!isId(id)) return undefined;
    return (await selectSecrets(this.database.query, 'WHERE s.environment_id = $1 AND s.id = $2', [environmentId, id]))[0];
  }

  async flags(projectId: string, archived: Archived, page: PageRequest): Promise<PageOf<FlagState>> {
    const { rest, parameters } = byKey('f', page, 1);
    const where = `WHERE f.project_id = $1 ${liveness[archived]('f')} ${rest}`;
    return pageOf(await selectFlags(this.database.query, where, [projectId, ...parameters]), page, keyOf);
  }

  flag(projectId: string, key: string): Promise<FlagState | undefined> {
    return flagByKey(this.database.query, projectId, key);
  }

  async environmentFlags(environmentId: string, archived: Archived, page: PageRequest): Promise<PageOf<EnvironmentFlagState>> {
    const { rest, parameters } = byKey('f', page, 1);
    const where = `WHERE t.environment_id = $1 ${liveness[archived]('f')} ${rest}`;
    const rows = await selectEnvironmentFlags(this.database.query, where, [environmentId, ...parameters]);
    return pageOf(rows, page, ({ flag }) => flag.key);
  }

  targeting(environmentId: string, flagKey: string): Promise<TargetingState | undefined> {
    return targetingByKey(this.database.query, environmentId, flagKey);
  }

  async segments(projectId: string, archived: Archived, page: PageRequest): Promise<PageOf<SegmentState>> {
    const { rest, parameters } = byKey('s', page, 1);
    const where = `WHERE s.project_id = $1 ${liveness[archived]('s')} ${rest}`;
    return pageOf(await selectSegments(this.database.query, where, [projectId, ...parameters]), page, keyOf);
  }

  segment(projectId: string, key: string): Promise<SegmentState | undefined> {
    return segmentByKey(this.database.query, projectId, key);
  }

  segmentUses(segmentId: string): Promise<readonly Use[]> {
    return segmentUses(this.database.query, segmentId);
  }

  async environmentSegments(environmentId: string, archived: Archived, page: PageRequest): Promise<PageOf<SegmentPair>> {
    const { rest, parameters } = byKey('s', page, 1);
    const where = `WHERE t.environment_id = $1 ${liveness[archived]('s')} ${rest}`;
    const rows = await selectSegmentPairs(this.database.query, where, [environmentId, ...parameters]);
    return pageOf(rows, page, ({ segment }) => segment.key);
  }

  segmentTargeting(environmentId: string, segmentKey: string): Promise<SegmentTargetingState | undefined> {
    return segmentTargetingByKey(this.database.query, environmentId, segmentKey);
  }

  async changeSets(filter: ChangeSetFilter, page: PageRequest): Promise<PageOf<ChangeSet>> {
    const { where, parameters } = changeSetConditions(filter);
    const { rest, parameters: own } = byInstant('c', 'newest', page, parameters.length);
    return pageOf(
      await selectChangeSets(this.database.query, `${where} ${rest}`, [...parameters, ...own], false),
      page,
      instantKey,
    );
  }

  async changeSet(workspaceId: string, projectId: string | undefined, id: string): Promise<ChangeSet | undefined> {
    if (!isId(id)) return undefined;
    const { where, parameters } = changeSetConditions({ workspaceId, ...(projectId !== undefined && { projectId }) });
    const rest = `${where} AND c.id = $${parameters.length + 1}`;
    return (await selectChangeSets(this.database.query, rest, [...parameters, id], true))[0];
  }
}

const keyOf = ({ key }: { readonly key: string }): string => key;
