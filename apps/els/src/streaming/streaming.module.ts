import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module';
import { SecretsModule } from '../secrets/secrets.module';
import { SnapshotsModule } from '../snapshots/snapshots.module';
import { SyncModule } from '../sync/sync.module';
import { Connections } from './connections';
import { Doorkeeper } from './doorkeeper';
import { Drain } from './drain';
import { Frames } from './frames';
import { SecretChecks } from './secret-checks';
import { SocketSyncs } from './socket-syncs';
import { StreamingGateway } from './streaming.gateway';
import { StreamingMetrics } from './streaming-metrics';
import { Upgrades } from './upgrades';
import { UpgradeRequiredController } from './upgrade-required.controller';

@Module({
  imports: [HttpModule, SecretsModule, SnapshotsModule, SyncModule],
  controllers: [UpgradeRequiredController],
  providers: [Connections, Doorkeeper, Drain, Frames, SecretChecks, SocketSyncs, StreamingGateway, StreamingMetrics, Upgrades],
  exports: [Connections, SecretChecks],
})
export class StreamingModule {}
