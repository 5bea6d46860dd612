import { Injectable } from '@nestjs/common';
import { NotFound, Segment } from '@app/domain';
import type { ProjectScope, SegmentState } from '@app/domain';
import { assertUnchanged } from '../../change-sets/assert-unchanged';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import type { Work } from '../../change-sets/work';
import type { Writing } from '../../requests/writing';
import { SegmentResponse } from '../dto/segment.dto';

/** Which segment a use case is about, and what it is told beside that. */
export interface SegmentCommand extends Writing<ProjectScope> {
  readonly segmentKey: string;
}

/** Every change of a segment's definition: the project and all its environments locked, the segment as the caller saw it. */
@Injectable()
export class SegmentEdits {
  constructor(private readonly changeSets: ChangeSets) {}

  commit(command: SegmentCommand, edit: (segment: Segment, work: Work) => Segment): Promise<Committed<SegmentState>> {
    const { scope, by, comment } = command;
    return this.changeSets.commit({ scope, lock: theProject(scope), by, comment, origin: 'direct' }, async (work) =>
      work.put(edit(await load(work, command), work)),
    );
  }

  remove(command: SegmentCommand): Promise<Committed<void>> {
    const { scope, by, comment } = command;
    return this.changeSets.commit({ scope, lock: theProject(scope), by, comment, origin: 'direct' }, async (work) => {
      work.write((await load(work, command)).remove());
      return () => undefined;
    });
  }
}

async function load(work: Work, { scope, segmentKey, ifMatch }: SegmentCommand): Promise<Segment> {
  const what = `the segment ${segmentKey}`;
  const state = await work.model.segment(scope.projectId, segmentKey);
  if (!state) throw new NotFound(what);
  const show = (one: SegmentState) => new SegmentResponse(one);
  await assertUnchanged(work.model, { what, state, ifMatch, show, resourceId: state.id, environmentId: null });
  work.concerns({ tags: state.tags });
  return new Segment(state);
}
