import { environmentBody, flagBody, membersBody, projectBody, segmentBody, targetingBody } from './documents';
import type { Answered } from './installation';
import { serverView } from './server-view';
import type { Stage } from './stage';
import type { Touched } from './step';
import { readTables, tablesOf } from './tables';

/** REST, the tables and every connected SDK say what the world says. */
export async function agree(stage: Stage, touched: Touched): Promise<void> {
  await Promise.all([restAgrees(stage, touched), tablesAgree(stage), copiesAgree(stage)]);
}

async function restAgrees(stage: Stage, { flag, segment, environment }: Touched): Promise<void> {
  const { world } = stage;
  if (flag !== undefined) {
    const path = `/flags/${encodeURIComponent(flag)}`;
    const known = world.flags.get(flag);
    await reads(stage, path, known && flagBody(known), known?.rowVersion, known?.archived);
    for (const [key, held] of known?.targetings ?? []) {
      await reads(stage, `/environments/${key}${path}/targeting`, targetingBody(flag, key, held), held.rowVersion);
    }
  }
  if (segment !== undefined) {
    const known = world.segments.get(segment);
    await reads(stage, `/segments/${segment}`, known && segmentBody(known), known?.rowVersion, known?.archived);
    for (const [key, held] of known?.targetings ?? []) {
      await reads(stage, `/environments/${key}/segments/${segment}/targeting`, membersBody(segment, key, held), held.rowVersion);
    }
  }
  if (environment !== undefined) {
    const known = world.environments.get(environment);
    await reads(stage, `/environments/${environment}`, known && environmentBody(known), known?.rowVersion, known?.archived);
    await reads(stage, '', projectBody(world.project, world), world.project.rowVersion, world.project.archived);
  }
}

async function reads(stage: Stage, path: string, body: object | undefined, etag?: number, archived?: boolean): Promise<void> {
  const answer = await stage.ask({ method: 'GET', path });
  if (!body) return expect([path, answer.status]).toEqual([path, 404]);
  expect(told(answer)).toEqual({ path, status: 200, etag, body, ...(archived !== undefined && { archived }) });

  function told({ status, etag: tag, body: { createdAt: _c, updatedAt: _u, archivedAt, ...rest } }: Answered): object {
    return { path, status, etag: tag, body: rest, ...(archivedAt !== undefined && { archived: archivedAt !== null }) };
  }
}

async function tablesAgree({ installation, world, others }: Stage): Promise<void> {
  expect(await readTables(installation.database, world.project.id)).toEqual(tablesOf(world, others));
}

/** As soon as what was announced has arrived. */
export async function copiesAgree({ world, copies }: Stage): Promise<void> {
  for (const [key, copy] of copies) {
    const expected = copy.expected(serverView(world, world.environments.get(key)!));
    await copy.becomes(expected);
    expect({ environment: key, ...copy.view }).toEqual({ environment: key, ...expected });
  }
}
