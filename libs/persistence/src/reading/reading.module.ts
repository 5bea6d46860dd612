import { Connections } from '@app/connections';
import { EnvironmentReader } from '@app/domain';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { PersistenceEnv } from '../persistence.config';

const open: Record<PersistenceEnv['DbProvider'], (to: Connections) => Promise<EnvironmentReader>> = {
  Postgres: async (to) => (await import('../postgres/postgres-environment-reader.js')).openPostgresEnvironmentReader(to),
};

/** The model for those who only read it: `EnvironmentReader`, and no path to anything that writes. */
@Module({})
export class ReadingModule {
  static forRoot({ DbProvider }: PersistenceEnv): DynamicModule {
    const reader = { provide: EnvironmentReader, useFactory: open[DbProvider], inject: [Connections] };
    return { module: ReadingModule, global: true, providers: [reader], exports: [EnvironmentReader] };
  }
}
