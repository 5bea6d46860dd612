import { KeyExists } from '../errors/conflicts';
import { keyViolation } from '../meta/key';
import type { Model } from '../ports/model-store';

type Keyed = Parameters<Model['keyTaken']>[0];

/**
 * Keys are unique in their parent whatever their case, also among what is archived. Source: access-model D-7…D-10, D-41.
 * `parentId`: the workspace of a project, the project of the others; null for a workspace. What is no key is nobody's, and refused
 * elsewhere.
 */
export async function requireKeyFree(
  model: Pick<Model, 'keyTaken'>,
  kind: Keyed,
  parentId: string | null,
  key: string | undefined,
): Promise<void> {
  if (key === undefined || keyViolation(key, '/key')) return;
  if (await model.keyTaken(kind, parentId, key)) throw new KeyExists(kind, key);
}
