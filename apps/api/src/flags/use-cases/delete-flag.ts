import { Injectable } from '@nestjs/common';
import type { Committed } from '../../change-sets/committed';
import { FlagEdits } from './flag-edits';
import type { FlagCommand } from './flag-edits';

/** Removes an archived flag for good. */
@Injectable()
export class DeleteFlag {
  constructor(private readonly edits: FlagEdits) {}

  execute(command: FlagCommand): Promise<Committed<void>> {
    return this.edits.remove(command);
  }
}
