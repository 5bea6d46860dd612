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
import { createLog } from '@app/platform';
import type { Log } from '@app/platform';
import type { Kept } from '../../domain/src/ports/given.contract';
import { PersistenceMigrations } from '../src/persistence-migrations';
import { postgresAdapters } from '../src/postgres/postgres-adapters';

export interface OpenPostgres extends Kept {
  readonly connections: Connections;
  readonly migrations: PersistenceMigrations;
  close(): Promise<void>;
}

/** Every adapter on a pool of its own. The tables are there once `migrations` ran. */
export function openPostgres(url: string, log: Log = createLog({ app: 'test', level: 'silent' }), poolSize = 20): OpenPostgres {
  const connections = new Connections({ POSTGRES_URL: url, POSTGRES_POOL_SIZE: poolSize }, log);
  const adapters = postgresAdapters(connections, log);
  const of = <T>(port: abstract new (...args: never[]) => T) => adapters.get(port) as T;
  return {
    connections,
    store: of(ModelStore),
    reader: of(ModelReader),
    environments: of(EnvironmentReader),
    scopes: of(ScopeReader),
    principals: of(PrincipalReader),
    outbox: of(Outbox),
    leases: of(Leases),
    tombstones: of(Tombstones),
    migrations: of(PersistenceMigrations),
    close: () => connections.close(),
  };
}
