import { Injectable } from '@nestjs/common';
import type { FlagState } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { FlagEdits } from './flag-edits';
import type { FlagCommand } from './flag-edits';

/** Brings an archived flag back, as it was. */
@Injectable()
export class RestoreFlag {
  constructor(private readonly edits: FlagEdits) {}

  execute(command: FlagCommand): Promise<Committed<FlagState>> {
    return this.edits.commit(command, (flag) => flag.restore());
  }
}
