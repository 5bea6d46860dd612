import { Connections, ConnectionsModule } from '@app/connections';
import { PlatformModule } from '@app/platform';
import type { Log } from '@app/platform';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { DasEnv } from './das.config';

export interface DasParts {
  readonly config: DasEnv;
  readonly log: Log;
  readonly connections?: Connections;
}

/** The composition root: liveness, readiness and figures. It keeps nothing yet, so nothing keeps it from being ready. */
@Module({})
export class DasModule {
  static forRoot({ config, log, connections }: DasParts): DynamicModule {
    return {
      module: DasModule,
      imports: [PlatformModule.forRoot({ app: 'das', log }), ConnectionsModule.forRoot({ config, connections })],
    };
  }
}
