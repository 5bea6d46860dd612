import { LimitExceeded } from '../errors/refused';
import type { Limits } from '../limits';
import type { Model } from '../ports/model-store';

const limitOf = { flag: 'flagsPerProject', segment: 'segmentsPerProject' } as const satisfies Record<string, keyof Limits>;

/** A project takes so many flags and segments, archived ones included. Source: architecture.md, "Limits and failure". */
export async function requireRoom(
  model: Pick<Model, 'countOf'>,
  kind: 'flag' | 'segment',
  projectId: string,
  limits: Limits,
): Promise<void> {
  const [count, limit] = [(await model.countOf(kind, projectId)) + 1, limits[limitOf[kind]]];
  if (count > limit) throw new LimitExceeded(null, `${kind}s of a project`, limit, count);
}
