import type { Connections } from '@app/connections';
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
import type { Log } from '@app/platform';
import type { Abstract } from '@nestjs/common';
import { PersistenceMigrations } from '../persistence-migrations';
import { PostgresDatabase } from './postgres-database';
import { PostgresEnvironmentReader } from './postgres-environment-reader';
import { PostgresLeases } from './postgres-leases';
import { PostgresMigrations } from './postgres-migrations';
import { PostgresModelReader } from './postgres-model-reader';
import { PostgresModelStore } from './postgres-model-store';
import { PostgresOutbox } from './postgres-outbox';
import { PostgresPrincipalReader } from './postgres-principal-reader';
import { PostgresScopeReader } from './postgres-scope-reader';
import { PostgresTombstones } from './postgres-tombstones';

/** Every port of what is kept, on the pool of the process. */
export function postgresAdapters(connections: Connections, log: Log): ReadonlyMap<Abstract<unknown>, unknown> {
  const database = new PostgresDatabase(connections);
  return new Map<Abstract<unknown>, unknown>([
    [ModelStore, new PostgresModelStore(database, log)],
    [ModelReader, new PostgresModelReader(database)],
    [ScopeReader, new PostgresScopeReader(database)],
    [PrincipalReader, new PostgresPrincipalReader(database)],
    [EnvironmentReader, new PostgresEnvironmentReader(database)],
    [Outbox, new PostgresOutbox(database)],
    [Leases, new PostgresLeases(database)],
    [Tombstones, new PostgresTombstones(database)],
    [PersistenceMigrations, new PostgresMigrations(database)],
  ]);
}
