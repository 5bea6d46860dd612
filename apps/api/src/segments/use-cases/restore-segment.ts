import { Injectable } from '@nestjs/common';
import type { SegmentState } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { SegmentEdits } from './segment-edits';
import type { SegmentCommand } from './segment-edits';

/** Brings an archived segment back, as it was. */
@Injectable()
export class RestoreSegment {
  constructor(private readonly edits: SegmentEdits) {}

  execute(command: SegmentCommand): Promise<Committed<SegmentState>> {
    return this.edits.commit(command, (segment) => segment.restore());
  }
}
