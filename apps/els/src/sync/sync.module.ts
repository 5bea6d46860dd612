import { Module } from '@nestjs/common';
import { SecretsModule } from '../secrets/secrets.module';
import { SnapshotsModule } from '../snapshots/snapshots.module';
import { ClientAnswers } from './client-answers';
import { Evaluations } from './evaluations';
import { PollingController } from './polling.controller';
import { Syncing } from './syncing';

@Module({
  imports: [SecretsModule, SnapshotsModule],
  controllers: [PollingController],
  providers: [ClientAnswers, Evaluations, Syncing],
  exports: [ClientAnswers, Syncing],
})
export class SyncModule {}
