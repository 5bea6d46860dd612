import { Injectable } from '@nestjs/common';
import { gather, requireVariationsUnused } from '@app/domain';
import type { FlagState } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { FlagEdits } from './flag-edits';
import type { FlagCommand } from './flag-edits';

export interface RemoveVariationCommand extends FlagCommand {
  readonly variationKey: string;
}

/** Takes a variation from a flag, when nothing serves it any more. */
@Injectable()
export class RemoveVariation {
  constructor(private readonly edits: FlagEdits) {}

  execute({ variationKey, ...command }: RemoveVariationCommand): Promise<Committed<FlagState>> {
    return this.edits.commitVariation(command, async (flag, { model }) => {
      const removed = flag.variation(variationKey);
      const [edited] = await gather(
        () => flag.removeVariation(variationKey),
        () => requireVariationsUnused(model, removed ? [removed] : []),
      );
      return edited;
    });
  }
}
