import fc from 'fast-check';
import { command } from '../step';
import type { Environment, Secret, World } from '../world';
import { newTargeting } from './flags';
import { nobody } from './segments';

/** C-2. What SDKs connect with is read once it is there. */
export function addEnvironment(world: World, made: { id: string; key: string; name: string; requireComment: boolean }): void {
  const secrets = new Map<string, Secret>();
  const environment: Environment = { ...made, description: null, tags: [], rowVersion: 0, archived: false, revision: 0, secrets };
  world.environments.set(made.key, environment);
  for (const flag of world.flags.values())
    flag.targetings.set(made.key, { document: newTargeting(flag), rowVersion: 0, revision: 0 });
  for (const segment of world.segments.values()) segment.targetings.set(made.key, nobody());
}

const create = command(
  'create an environment',
  { key: fc.constantFrom('qa', 'QA', 'preview'), requireComment: fc.boolean() },
  ({ key: given, requireComment }, world) => {
    const key = given.toLowerCase();
    return {
      method: 'POST',
      path: '/environments',
      body: { key: given, settings: { requireComment } },
      status: 201,
      ...(world.environments.has(key) && { refusal: { status: 409, code: 'KEY_EXISTS', pointer: '/key' } }),
      edit: (after, answer) => addEnvironment(after, { id: answer?.id, key, name: key, requireComment }),
      etag: (after) => after.environments.get(key)!.rowVersion,
      touches: { environment: key },
      commented: true,
    };
  },
);

export const environmentCommands = [create];
