import { Aggregate } from '../aggregate';
import type { WriteOf } from '../aggregate';
import { NotArchived } from '../errors/conflicts';
import { Findings } from '../errors/findings';
import { readEditedMeta } from '../meta/read-meta';
import { same } from '../same';
import type { Named } from '../stored';
import type { SegmentInput } from './segment-input';
import type { SegmentState } from './segment-state';

/** A named set of end users; who is in it belongs to each environment. */
export class Segment extends Aggregate<'segment', SegmentState> {
  readonly kind = 'segment';

  document(): Named {
    const { key, name, description, tags } = this.state;
    return { key, name, description, tags };
  }

  apply(input: SegmentInput): Segment {
    const found = new Findings();
    const named = readEditedMeta(this.state, input, 'lowered', '', found);
    found.refuse();
    return this.edited(named);
  }

  /** Where it is still used is for the invariants to say. */
  archive(at: Date): Segment {
    return this.state.archivedAt ? this : this.edited({ archivedAt: at });
  }

  restore(): Segment {
    return this.edited({ archivedAt: null });
  }

  remove(): WriteOf<'segment'> {
    if (!this.state.archivedAt) throw new NotArchived(`the segment ${this.state.key}`);
    return this.gone();
  }

  private edited(changes: Partial<SegmentState>): Segment {
    const state = { ...this.state, ...changes };
    return same(state, this.state) ? this : new Segment(state, this.stored);
  }
}
