import { copy } from './copy';
import { agree } from './agree';
import { Consequences } from './consequences';
import type { Answered } from './installation';
import type { Stage } from './stage';
import { archived } from './step';
import type { Command, Refusal, Step } from './step';
import type { World } from './world';

/** Sends what a command means in this world, follows it there, and compares everything. Answers what came of it, in a word. */
export async function take(stage: Stage, command: Command): Promise<string> {
  const step = within(stage.world, command.plan(stage.world));
  const comment = command.comment ?? (needsComment(step, stage.world) ? 'because it has to be' : undefined);
  const answer = await stage.ask({ ...step, comment });
  const outcome = await follow(stage, step, comment, answer);
  await stage.follow();
  await agree(stage, step.touches);
  return outcome;
}

/** In an archived project only restoring and deleting are open. What is not there, or not as it was seen, is said first. */
function within({ project }: World, step: Step): Step {
  const first = step.refusal !== undefined && [404, 412, 428].includes(step.refusal.status);
  return project.archived && !step.open && !step.changesNothing && !first ? { ...step, refusal: archived } : step;
}

async function follow(stage: Stage, step: Step, comment: string | undefined, answer: Answered): Promise<string> {
  if (step.refusal) return refused(answer, step.refusal);
  const after = copy(stage.world);
  step.edit?.(after, answer.body);
  const consequences = new Consequences(stage.world, after);
  const { changes, raised } = consequences;
  const wanting = [...raised].some((key) => stage.world.environments.get(key)?.requireComment);
  if (changes && wanting && comment === undefined) return refused(answer, { status: 422, code: 'COMMENT_REQUIRED' });

  expect([answer.status, answer.body?.code]).toEqual([step.status ?? 200, undefined]);
  expect(answer.changeSet === undefined).toBe(!changes);
  expect(Object.keys(answer.revisions).sort()).toEqual([...raised].sort());
  for (const key of raised) expect(answer.revisions[key]).toBeGreaterThan(stage.world.environments.get(key)?.revision ?? 0);
  if (changes) await recorded(stage, answer, comment);
  consequences.stamp((key) => answer.revisions[key]!);
  Object.assign(stage.world, after);
  if (step.etag) expect(answer.etag).toBe(step.etag(stage.world));
  return changes ? 'changed' : 'unchanged';
}

/** D-53: what breaks rules of several kinds is not what this test is about, so a refusal never wants for a comment as well. */
function needsComment({ refusal, commented }: Step, { environments }: World): boolean {
  return commented === true || (refusal !== undefined && [...environments.values()].some(({ requireComment }) => requireComment));
}

function refused(answer: Answered, { status, code, pointer }: Refusal): string {
  const { code: given, errors, current } = answer.body;
  expect({ status: answer.status, code: given, body: answer.body as unknown }).toMatchObject({ status, code });
  if (pointer !== undefined) expect(errors[0]).toMatchObject({ pointer, code });
  if (status === 412) expect(current).toHaveProperty('rowVersion');
  expect([answer.changeSet, answer.revisions]).toEqual([undefined, {}]);
  return code;
}

/** The change set is there, by its id, with the environments it raised from where they were. */
async function recorded(stage: Stage, { changeSet, revisions }: Answered, comment = null as string | null): Promise<void> {
  const { status, body } = await stage.ask({ method: 'GET', path: `/change-sets/${changeSet}` });
  expect([status, body.comment, body.state]).toEqual([200, comment, 'committed']);
  expect(body.operations.length).toBeGreaterThan(0);
  const lines = body.environments as { environment: string; previousRevision: number; revision: number }[];
  const expected = Object.entries(revisions).map(([environment, revision]) => {
    const previousRevision = stage.world.environments.get(environment)?.revision ?? 0;
    return { environment, previousRevision, revision };
  });
  expect(new Map(lines.map((line) => [line.environment, line]))).toEqual(
    new Map(expected.map((line) => [line.environment, line])),
  );
}
