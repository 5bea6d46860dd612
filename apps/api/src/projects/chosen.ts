import { IdExists, SecretExists, refuse } from '@app/domain';
import type { EnvironmentInput, Model, SecretInput } from '@app/domain';
import { hashOf } from './secret-seal';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Taken = Pick<Model, 'environmentIdTaken' | 'secretTaken'>;

/**
 * Ids and secrets that root chose for environments that move in: each must be free in the whole instance. `at`: pointer of each body.
 * What is no id is refused elsewhere.
 */
export async function requireEnvironmentsFree(
  model: Taken,
  inputs: readonly EnvironmentInput[],
  at: (index: number) => string,
): Promise<void> {
  const taken: (IdExists | SecretExists)[] = [];
  for (const [i, { id, secrets = [] }] of inputs.entries()) {
    if (id !== undefined && uuid.test(id) && (await model.environmentIdTaken(id.toLowerCase()))) {
      taken.push(new IdExists('environment', id, `${at(i)}/id`));
    }
    taken.push(...(await takenOf(model, secrets, (j) => `${at(i)}/secrets/${j}`)));
  }
  refuse(taken);
}

/** The same of secrets that root chose. */
export async function requireSecretsFree(
  model: Taken,
  inputs: readonly SecretInput[],
  at: (index: number) => string,
): Promise<void> {
  refuse(await takenOf(model, inputs, at));
}

async function takenOf(model: Taken, inputs: readonly SecretInput[], at: (index: number) => string): Promise<SecretExists[]> {
  const taken: SecretExists[] = [];
  for (const [i, { value }] of inputs.entries()) {
    if (value !== undefined && (await model.secretTaken(hashOf(value)))) taken.push(new SecretExists(`${at(i)}/value`));
  }
  return taken;
}
