import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AccessControlModule } from '@app/access-control';
import { CacheModule } from '@app/cache';
import { ConnectionsModule } from '@app/connections';
import type { Connections } from '@app/connections';
import { MessagingModule } from '@app/messaging';
import { PersistenceModule } from '@app/persistence';
import { PlatformModule } from '@app/platform';
import type { Log } from '@app/platform';
import type { ApiEnv } from './api.config';
import { ChangeSetsModule } from './change-sets/change-sets.module';
import { DeliveryModule } from './delivery/delivery.module';
import { EncryptionModule } from './encryption/encryption.module';
import { FirstRunModule } from './first-run/first-run.module';
import { FlagsModule } from './flags/flags.module';
import { HttpModule } from './http/http.module';
import { IdentityModule } from './identity/identity.module';
import { ProjectsModule } from './projects/projects.module';
import { SchemaModule } from './schema/schema.module';
import { SegmentsModule } from './segments/segments.module';
import { WorkspacesModule } from './workspaces/workspaces.module';

export interface ApiParts {
  readonly config: ApiEnv;
  readonly log: Log;
  readonly connections?: Connections;
}

/** The composition root: every room there is. */
@Module({})
export class ApiModule {
  static forRoot({ config, log, connections }: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.forRoot({ app: 'api', log }),
        ConnectionsModule.forRoot({ config, connections }),
        PersistenceModule.forRoot(config),
        MessagingModule.forRoot(config),
        CacheModule.forRoot(config),
        AccessControlModule.forRoot(),
        EncryptionModule.forRoot(config),
        IdentityModule.forRoot(config),
        DeliveryModule.forRoot(config),
        SchemaModule,
        HttpModule,
        ChangeSetsModule,
        FirstRunModule.forRoot(config),
        WorkspacesModule,
        ProjectsModule,
        FlagsModule,
        SegmentsModule,
      ],
    };
  }
}
