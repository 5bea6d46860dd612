import type { Commit, Held, RaisedEnvironment } from '@app/domain';
import type { Query } from '../postgres-database';
import { keepingPlans } from '../keeping-plans';

export interface Raised {
  /** The database's clock, whole milliseconds: every instant this commit writes. */
  readonly at: Date;
  /** By key; new environments included, with previousRevision 0. */
  readonly environments: readonly RaisedEnvironment[];
  /** Undefined: policies did not change. */
  readonly policyRevision?: number;
}

interface Row {
  readonly at: Date;
  readonly raised: readonly RaisedEnvironment[] | null;
  readonly policyRevision: number | null;
}

/** Step 3 of the commit: revision = max(the database's clock, previous + 1), in ms, for each environment raised. */
export async function raise(query: Query, held: Held, commit: Commit): Promise<Raised> {
  for (const id of commit.raise) {
    if (!held.environments.some((one) => one.id === id))
      throw new Error(`environment ${id} is raised and the lock does not hold it`);
  }
  const workspace = commit.policiesChanged ? commit.changeSet.workspaceId : null;
  const [row] = await keepingPlans(query)<Row>(sql, [commit.raise, workspace]);
  const { at, raised, policyRevision } = row!;
  const environments = [...(raised ?? []), ...created(commit, at)];
  return {
    at,
    environments: environments.sort((one, other) => (one.environment < other.environment ? -1 : 1)),
    ...(policyRevision !== null && { policyRevision }),
  };
}

const sql = `
  WITH now AS MATERIALIZED (SELECT date_trunc('milliseconds', clock_timestamp()) AS at),
  raised AS (
    UPDATE environment e SET revision = greatest(floor(extract(epoch FROM now.at) * 1000)::bigint, before.revision + 1)
    FROM now, environment before
    WHERE e.id = ANY($1::uuid[]) AND before.id = e.id
    RETURNING e.id AS "environmentId", e.key AS environment, before.revision AS "previousRevision", e.revision
  ),
  policies AS (
    UPDATE workspace SET policy_revision = policy_revision + 1 WHERE id = $2::uuid RETURNING policy_revision
  )
  SELECT at, (SELECT json_agg(raised) FROM raised) AS raised,
    (SELECT policy_revision::float8 FROM policies) AS "policyRevision"
  FROM now`;

function created({ writes }: Commit, at: Date): RaisedEnvironment[] {
  return writes.flatMap((write) =>
    write.kind === 'environment' && !write.before && write.after
      ? [{ environmentId: write.after.id, environment: write.after.key, previousRevision: 0, revision: at.getTime() }]
      : [],
  );
}
