import { Connections } from '@app/connections';
import {
  EnvironmentReader,
  Leases,
  ModelReader,
  ModelStore,
  Outbox,
  PrincipalReader,
  ScopeReader,
  Tombstones,
} from '@app/domain';
import { Log } from '@app/platform';
import { Module } from '@nestjs/common';
import type { Abstract, DynamicModule } from '@nestjs/common';
import { PersistenceMigrations } from './persistence-migrations';
import type { PersistenceEnv } from './persistence.config';

type Adapters = ReadonlyMap<Abstract<unknown>, unknown>;

const open: Record<PersistenceEnv['DbProvider'], (to: Connections, log: Log) => Promise<Adapters>> = {
  Postgres: async (to, log) => (await import('./postgres/postgres-adapters.js')).postgresAdapters(to, log),
};

const ports = [
  ModelStore,
  ModelReader,
  ScopeReader,
  PrincipalReader,
  EnvironmentReader,
  Outbox,
  Leases,
  Tombstones,
  PersistenceMigrations,
] as const;

const ADAPTERS = Symbol('adapters of the chosen database');

/** Everything that is kept of the model, in the chosen database. Needs `Connections` and `Log`; opens nothing before it is asked. */
@Module({})
export class PersistenceModule {
  static forRoot({ DbProvider }: PersistenceEnv): DynamicModule {
    const adapters = { provide: ADAPTERS, useFactory: open[DbProvider], inject: [Connections, Log] };
    const providers = ports.map((port) => ({ provide: port, useFactory: (all: Adapters) => all.get(port), inject: [ADAPTERS] }));
    return { module: PersistenceModule, global: true, providers: [adapters, ...providers], exports: [...ports] };
  }
}
