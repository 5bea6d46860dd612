import { Injectable } from '@nestjs/common';
import { gather, requireVariationsUnused, variationsLeftOut } from '@app/domain';
import type { FlagInput, FlagState } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import type { Edit } from '../../bodies/edits';
import { FlagEdits, requireOpenFlag } from './flag-edits';
import type { FlagCommand } from './flag-edits';

export interface UpdateFlagCommand extends FlagCommand {
  readonly edit: Edit<FlagInput>;
}

/** Changes what a flag is, the same in every environment: names, tags, variations. */
@Injectable()
export class UpdateFlag {
  constructor(private readonly edits: FlagEdits) {}

  execute({ edit, ...command }: UpdateFlagCommand): Promise<Committed<FlagState>> {
    return this.edits.commit(command, async (flag, work) => {
      requireOpenFlag(flag, work);
      const input = edit(flag.document());
      const left = variationsLeftOut(flag.state, input);
      const [edited] = await gather(
        () => flag.apply(input, work.means),
        () => requireVariationsUnused(work.model, left, '/variations'),
      );
      return edited;
    });
  }
}
