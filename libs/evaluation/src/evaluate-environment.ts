import type { CompiledEnvironment } from './environment';
import type { EndUser } from './end-user';
import type { Answers, CompiledFlag, Evaluation } from './compiled';
import { evaluate } from './evaluate';

/** Answers of every flag for one end user, each evaluated once. */
export function evaluateAll(environment: CompiledEnvironment, endUser: EndUser): Answers {
  const answers = new Map<string, Evaluation>();
  for (const flag of environment.flags.values()) answers.set(flag.key, evaluate(flag, endUser, answers));
  return answers;
}

/**
 * Answers of some flags for one end user; keys that are not there, malformed or gone are missing in it. What they require is
 * evaluated as well, each flag at most once, and is not in the answer unless asked for.
 */
export function evaluateSome(environment: CompiledEnvironment, keys: Iterable<string>, endUser: EndUser): Answers {
  const known = new Map<string, Evaluation>();
  const answers = new Map<string, Evaluation>();
  for (const key of keys) {
    const flag = environment.flags.get(key);
    if (flag) answers.set(key, known.get(key) ?? evaluateWithPrerequisites(flag, environment, endUser, known));
  }
  return answers;
}

/** One flag for one end user; undefined when it is not there, malformed or gone. */
export function evaluateOne(environment: CompiledEnvironment, key: string, endUser: EndUser): Evaluation | undefined {
  const flag = environment.flags.get(key);
  if (!flag) return undefined;
  if (flag.prerequisites.length === 0) return evaluate(flag, endUser);
  return evaluateWithPrerequisites(flag, environment, endUser, new Map());
}

/** Without recursion, as a chain may be long. It ends: flags on a cycle are not among the environment's. */
function evaluateWithPrerequisites(
  flag: CompiledFlag,
  { flags }: CompiledEnvironment,
  endUser: EndUser,
  known: Map<string, Evaluation>,
): Evaluation {
  const waiting = [flag];
  for (let next = waiting.at(-1); next; next = waiting.at(-1)) {
    const missing = next.prerequisites.find(({ key }) => !known.has(key) && flags.has(key));
    if (missing) waiting.push(flags.get(missing.key)!);
    else known.set(waiting.pop()!.key, evaluate(next, endUser, known));
  }
  return known.get(flag.key)!;
}
