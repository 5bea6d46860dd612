import { Module } from '@nestjs/common';
import { SecretsModule } from '../secrets/secrets.module';
import { SnapshotsModule } from '../snapshots/snapshots.module';
import { ClientAnswers } from './client-answers';
import { EvaluateAnswers } from './evaluate-answers';
import { EvaluateController } from './evaluate.controller';
import { Evaluations } from './evaluations';
import { PollingController } from './polling.controller';
import { Syncing } from './syncing';

@Module({
  imports: [SecretsModule, SnapshotsModule],
  controllers: [EvaluateController, PollingController],
  providers: [ClientAnswers, EvaluateAnswers, Evaluations, Syncing],
  exports: [ClientAnswers, Syncing],
})
export class SyncModule {}
