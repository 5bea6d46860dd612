import { Aggregate } from '../aggregate';
import type { WriteOf } from '../aggregate';
import { NotArchived } from '../errors/conflicts';
import { Findings } from '../errors/findings';
import { readEditedMeta } from '../meta/read-meta';
import { same } from '../same';
import type { Named } from '../stored';
import type { EnvironmentInput } from './hierarchy-input';
import type { EnvironmentSettings, StoredEnvironment } from './hierarchy-state';
import { readSettings } from './read-settings';

export interface EnvironmentDocument extends Named {
  readonly settings: EnvironmentSettings;
}

/** Where targeting lives, and what an SDK connects to. */
export class Environment extends Aggregate<'environment', StoredEnvironment> {
  readonly kind = 'environment';

  document(): EnvironmentDocument {
    const { key, name, description, tags, settings } = this.state;
    return { key, name, description, tags, settings };
  }

  /** What a PUT of the whole would make of it; its secrets have routes of their own. */
  apply(input: EnvironmentInput): Environment {
    const found = new Findings();
    const named = readEditedMeta(this.state, input, 'lowered', '', found);
    const settings = readSettings(input.settings, '/settings', found);
    found.refuse();
    return this.edited({ ...named, settings });
  }

  /** Whether it is the last one is for the invariants to say. */
  archive(at: Date): Environment {
    return this.state.archivedAt ? this : this.edited({ archivedAt: at });
  }

  restore(): Environment {
    return this.edited({ archivedAt: null });
  }

  remove(): WriteOf<'environment'> {
    if (!this.state.archivedAt) throw new NotArchived(`the environment ${this.state.key}`);
    return this.gone();
  }

  private edited(changes: Partial<StoredEnvironment>): Environment {
    const state = { ...this.state, ...changes };
    return same(state, this.state) ? this : new Environment(state, this.stored);
  }
}
