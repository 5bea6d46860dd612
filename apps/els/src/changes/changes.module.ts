import { Module } from '@nestjs/common';
import { SecretsModule } from '../secrets/secrets.module';
import { SnapshotsModule } from '../snapshots/snapshots.module';
import { StreamingModule } from '../streaming/streaming.module';
import { SyncModule } from '../sync/sync.module';
import { ChangesController } from './changes.controller';
import { FanOut } from './fan-out';
import { LostHints } from './lost-hints';

@Module({
  imports: [SecretsModule, SnapshotsModule, StreamingModule, SyncModule],
  controllers: [ChangesController],
  providers: [FanOut, LostHints],
})
export class ChangesModule {}
