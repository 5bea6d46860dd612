import { CacheModule } from '@app/cache';
import { ConnectionsModule, type Connections } from '@app/connections';
import { MessagingModule } from '@app/messaging';
import { ReadingModule } from '@app/persistence/reading';
import { PlatformModule, type Log } from '@app/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { ChangesModule } from './changes/changes.module';
import { ElsOwnEnv, type ElsEnv } from './els.config';
import { HttpModule } from './http/http.module';
import { InsightsModule } from './insights/insights.module';
import { SnapshotsModule } from './snapshots/snapshots.module';
import { StreamingModule } from './streaming/streaming.module';
import { SyncModule } from './sync/sync.module';
import { Timing } from './timing';

export interface ElsParts {
  readonly config: ElsEnv;
  readonly log: Log;
  readonly connections?: Connections;
  readonly timing?: Timing;
}

/** What the rooms themselves are set up with. */
@Module({})
class SettingsModule {
  static of(config: ElsOwnEnv, timing: Timing): DynamicModule {
    const settings = [
      { provide: ElsOwnEnv, useValue: config },
      { provide: Timing, useValue: timing },
    ];
    return { module: SettingsModule, global: true, providers: settings, exports: settings };
  }
}

/** The rooms, over whatever providers stand beside them. */
@Module({ imports: [HttpModule, SnapshotsModule, SyncModule, StreamingModule, ChangesModule, InsightsModule] })
export class ElsRooms {
  static with(config: ElsOwnEnv, timing = new Timing()): DynamicModule {
    return { module: ElsRooms, imports: [SettingsModule.of(config, timing)] };
  }
}

/** The composition root: the one list of rooms and of the libraries that are chosen by configuration. */
@Module({})
export class ElsModule {
  static forRoot({ config, log, connections, timing }: ElsParts): DynamicModule {
    return {
      module: ElsModule,
      imports: [
        PlatformModule.forRoot({ app: 'els', log }),
        ConnectionsModule.forRoot({ config, connections }),
        ReadingModule.forRoot(config),
        CacheModule.forRoot(config),
        MessagingModule.forRoot(config),
        ElsRooms.with(config, timing),
      ],
    };
  }
}
