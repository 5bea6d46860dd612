import { Log } from '@app/platform';
import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { Connections } from './connections';
import type { ConnectionsEnv } from './connections.config';

const OWN = Symbol('connections of this module');

export interface ConnectionsOptions {
  readonly config: ConnectionsEnv;
  /** Those of the process, where several apps share them; whoever made them closes them. */
  readonly connections?: Connections;
}

@Module({})
export class ConnectionsModule implements OnApplicationShutdown {
  constructor(
    private readonly connections: Connections,
    @Inject(OWN) private readonly own: boolean,
  ) {}

  static forRoot({ config, connections }: ConnectionsOptions): DynamicModule {
    return {
      module: ConnectionsModule,
      global: true,
      providers: [
        { provide: OWN, useValue: connections === undefined },
        { provide: Connections, useFactory: (log: Log) => connections ?? new Connections(config, log), inject: [Log] },
      ],
      exports: [Connections],
    };
  }

  /** The last of Nest's hooks: doors and consumers are closed by then. */
  async onApplicationShutdown(): Promise<void> {
    if (this.own) await this.connections.close();
  }
}
