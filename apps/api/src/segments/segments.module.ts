import { Module } from '@nestjs/common';
import { ChangeSetsModule } from '../change-sets/change-sets.module';
import { EnvironmentSegmentsController } from './environment-segments.controller';
import { SegmentsController } from './segments.controller';
import { ArchiveSegment } from './use-cases/archive-segment';
import { CreateSegment } from './use-cases/create-segment';
import { DeleteSegment } from './use-cases/delete-segment';
import { RestoreSegment } from './use-cases/restore-segment';
import { SegmentEdits } from './use-cases/segment-edits';
import { UpdateSegment } from './use-cases/update-segment';
import { UpdateSegmentTargeting } from './use-cases/update-segment-targeting';

const useCases = [CreateSegment, UpdateSegment, ArchiveSegment, RestoreSegment, DeleteSegment, UpdateSegmentTargeting];

@Module({
  imports: [ChangeSetsModule],
  controllers: [SegmentsController, EnvironmentSegmentsController],
  providers: [SegmentEdits, ...useCases],
})
export class SegmentsModule {}
