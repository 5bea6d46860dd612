import { Injectable } from '@nestjs/common';
import type { FlagState } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { FlagEdits, requireOpenFlag } from './flag-edits';
import type { FlagCommand } from './flag-edits';

/** Takes a flag from every SDK, which then answers its caller's default; nothing of the flag is lost. */
@Injectable()
export class ArchiveFlag {
  constructor(private readonly edits: FlagEdits) {}

  execute(command: FlagCommand): Promise<Committed<FlagState>> {
    return this.edits.commit(command, (flag, work) => {
      if (flag.state.archivedAt) return flag; // nothing changes
      requireOpenFlag(flag, work);
      return flag.archive(work.means.at);
    });
  }
}
