import { Injectable } from '@nestjs/common';
import type { Committed } from '../../change-sets/committed';
import { SegmentEdits } from './segment-edits';
import type { SegmentCommand } from './segment-edits';

/** Removes an archived segment for good. */
@Injectable()
export class DeleteSegment {
  constructor(private readonly edits: SegmentEdits) {}

  execute(command: SegmentCommand): Promise<Committed<void>> {
    return this.edits.remove(command);
  }
}
