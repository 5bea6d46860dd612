import { Module } from '@nestjs/common';
import { ChangeSetsModule } from '../change-sets/change-sets.module';
import { EnvironmentFlagsController } from './environment-flags.controller';
import { FlagsController } from './flags.controller';
import { AddVariation } from './use-cases/add-variation';
import { ArchiveFlag } from './use-cases/archive-flag';
import { CreateFlag } from './use-cases/create-flag';
import { DeleteFlag } from './use-cases/delete-flag';
import { FlagEdits } from './use-cases/flag-edits';
import { RemoveVariation } from './use-cases/remove-variation';
import { RestoreFlag } from './use-cases/restore-flag';
import { UpdateFlag } from './use-cases/update-flag';
import { UpdateTargeting } from './use-cases/update-targeting';
import { UpdateVariation } from './use-cases/update-variation';
import { VariationsController } from './variations.controller';

const useCases = [
  CreateFlag,
  UpdateFlag,
  ArchiveFlag,
  RestoreFlag,
  DeleteFlag,
  AddVariation,
  UpdateVariation,
  RemoveVariation,
  UpdateTargeting,
];

@Module({
  imports: [ChangeSetsModule],
  controllers: [FlagsController, VariationsController, EnvironmentFlagsController],
  providers: [FlagEdits, ...useCases],
})
export class FlagsModule {}
