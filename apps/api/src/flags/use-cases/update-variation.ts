import { Injectable } from '@nestjs/common';
import { NotFound } from '@app/domain';
import type { FlagState, VariationInput } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import type { Edit } from '../../bodies/edits';
import { FlagEdits } from './flag-edits';
import type { FlagCommand } from './flag-edits';

export interface UpdateVariationCommand extends FlagCommand {
  readonly variationKey: string;
  readonly edit: Edit<VariationInput>;
}

/** Changes one variation of a flag, its place included. */
@Injectable()
export class UpdateVariation {
  constructor(private readonly edits: FlagEdits) {}

  execute({ variationKey, edit, ...command }: UpdateVariationCommand): Promise<Committed<FlagState>> {
    return this.edits.commitVariation(command, (flag, work) => {
      const variation = flag.document().variations.find(({ key }) => key === variationKey);
      if (!variation) throw new NotFound(`the variation ${variationKey} of the flag ${command.flagKey}`);
      return flag.changeVariation(variationKey, edit(variation), work.means);
    });
  }
}
