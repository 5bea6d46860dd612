import { Injectable } from '@nestjs/common';
import type { FlagState, VariationInput } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { FlagEdits } from './flag-edits';
import type { FlagCommand } from './flag-edits';

export interface AddVariationCommand extends FlagCommand {
  readonly input: VariationInput;
}

/** Gives a flag one more variation, which nobody gets yet. */
@Injectable()
export class AddVariation {
  constructor(private readonly edits: FlagEdits) {}

  execute({ input, ...command }: AddVariationCommand): Promise<Committed<FlagState>> {
    return this.edits.commitVariation(command, (flag, work) => flag.addVariation(input, work.means));
  }
}
