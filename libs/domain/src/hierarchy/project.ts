import { Aggregate } from '../aggregate';
import type { WriteOf } from '../aggregate';
import { NotArchived } from '../errors/conflicts';
import { Findings } from '../errors/findings';
import { readEditedMeta } from '../meta/read-meta';
import { same } from '../same';
import type { Named } from '../stored';
import type { ProjectInput } from './hierarchy-input';
import type { ProjectState } from './hierarchy-state';

/** About one code base: flags, segments and the environments they live in. */
export class Project extends Aggregate<'project', ProjectState> {
  readonly kind = 'project';

  document(): Named {
    const { key, name, description, tags } = this.state;
    return { key, name, description, tags };
  }

  /** What a PUT of the whole would make of it; its environments have routes of their own. */
  apply(input: ProjectInput): Project {
    const found = new Findings();
    const named = readEditedMeta(this.state, input, 'lowered', '', found);
    found.refuse();
    return this.edited(named);
  }

  archive(at: Date): Project {
    return this.state.archivedAt ? this : this.edited({ archivedAt: at });
  }

  restore(): Project {
    return this.edited({ archivedAt: null });
  }

  remove(): WriteOf<'project'> {
    if (!this.state.archivedAt) throw new NotArchived(`the project ${this.state.key}`);
    return this.gone();
  }

  private edited(changes: Partial<ProjectState>): Project {
    const state = { ...this.state, ...changes };
    return same(state, this.state) ? this : new Project(state, this.stored);
  }
}
