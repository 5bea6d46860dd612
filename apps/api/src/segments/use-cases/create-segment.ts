import { Injectable } from '@nestjs/common';
import { createSegment, gather, requireKeyFree, requireOpen, requireRoom } from '@app/domain';
import type { ProjectScope, SegmentInput, SegmentState } from '@app/domain';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import type { Creating } from '../../requests/writing';

export interface CreateSegmentCommand extends Creating<ProjectScope> {
  readonly input: SegmentInput;
}

/** Makes a segment, empty in every environment of the project. */
@Injectable()
export class CreateSegment {
  constructor(private readonly changeSets: ChangeSets) {}

  execute({ scope, input, comment, by }: CreateSegmentCommand): Promise<Committed<SegmentState>> {
    return this.changeSets.commit({ scope, lock: theProject(scope), by, comment, origin: 'direct' }, async (work) => {
      const { projectId } = scope;
      const { project, environments } = work.model.held;
      requireOpen({ project });
      const [{ segment, targetings }] = await gather(
        () => createSegment(input, { projectId, environments }, work.means),
        () => requireKeyFree(work.model, 'segment', projectId, input.key),
        () => requireRoom(work.model, 'segment', projectId, work.means.limits),
      );
      const made = work.put(segment);
      for (const targeting of targetings) work.put(targeting);
      return made;
    });
  }
}
