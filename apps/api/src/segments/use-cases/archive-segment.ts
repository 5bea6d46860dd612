import { Injectable } from '@nestjs/common';
import { requireOpen } from '@app/domain';
import type { SegmentState } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { SegmentEdits } from './segment-edits';
import type { SegmentCommand } from './segment-edits';

/** Takes a segment that no rule names from every SDK; nothing of it is lost. */
@Injectable()
export class ArchiveSegment {
  constructor(private readonly edits: SegmentEdits) {}

  execute(command: SegmentCommand): Promise<Committed<SegmentState>> {
    return this.edits.commit(command, (segment, { model, means }) => {
      if (segment.state.archivedAt) return segment; // nothing changes
      requireOpen({ project: model.held.project });
      return segment.archive(means.at);
    });
  }
}
