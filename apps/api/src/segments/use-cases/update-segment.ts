import { Injectable } from '@nestjs/common';
import { requireOpen } from '@app/domain';
import type { SegmentInput, SegmentState } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import type { Edit } from '../../bodies/edits';
import { SegmentEdits } from './segment-edits';
import type { SegmentCommand } from './segment-edits';

export interface UpdateSegmentCommand extends SegmentCommand {
  readonly edit: Edit<SegmentInput>;
}

/** Changes what a segment is called, the same in every environment. */
@Injectable()
export class UpdateSegment {
  constructor(private readonly edits: SegmentEdits) {}

  execute({ edit, ...command }: UpdateSegmentCommand): Promise<Committed<SegmentState>> {
    return this.edits.commit(command, (segment, { model }) => {
      requireOpen({ project: model.held.project, segment: segment.state });
      return segment.apply(edit(segment.document()));
    });
  }
}
