import { Aggregate } from '../aggregate';
import type { WriteOf } from '../aggregate';
import { Findings } from '../errors/findings';
import type { Means } from '../means';
import { readEditedMeta, readMeta } from '../meta/read-meta';
import { same } from '../same';
import type { Named } from '../stored';
import type { WorkspaceInput } from './hierarchy-input';
import type { WorkspaceState } from './hierarchy-state';

/** A team of people and what belongs to it. */
export class Workspace extends Aggregate<'workspace', WorkspaceState> {
  readonly kind = 'workspace';

  static create(input: WorkspaceInput, { newId, at }: Means): Workspace {
    const found = new Findings();
    const named = readMeta(input, 'lowered', '', found);
    found.refuse();
    return new Workspace({ id: newId(), ...named, policyRevision: 0, rowVersion: 0, createdAt: at, updatedAt: at }, null);
  }

  document(): Named {
    const { key, name, description, tags } = this.state;
    return { key, name, description, tags };
  }

  /** What a PUT of the whole would make of it. */
  apply(input: WorkspaceInput): Workspace {
    const found = new Findings();
    const state = { ...this.state, ...readEditedMeta(this.state, input, 'lowered', '', found) };
    found.refuse();
    return same(state, this.state) ? this : new Workspace(state, this.stored);
  }

  remove(): WriteOf<'workspace'> {
    return this.gone();
  }
}
