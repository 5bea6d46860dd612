import { isPostgresAway } from '@app/connections';
import { Busy, DomainError, IdExists, KeyExists, SecretExists } from '@app/domain';
import { Unavailable } from '@app/platform';
import { types } from 'node:util';
import { brokenRule } from './broken-rules';

/** What PostgreSQL itself said, where TypeORM wrapped it (migrations). `code`: its SQLSTATE. */
interface PostgresError extends Error {
  readonly code?: string;
  readonly constraint?: string;
  readonly detail?: string;
  readonly driverError?: PostgresError;
}

function postgresError(error: unknown): PostgresError | undefined {
  if (!types.isNativeError(error) || error instanceof DomainError) return undefined;
  return (error as PostgresError).driverError ?? error;
}

/** Deadlock and serialization failure: our locks are ordered, so one of these is a bug of ours. */
export function isLockDisorder(error: unknown): boolean {
  return ['40P01', '40001'].includes(postgresError(error)?.code ?? '');
}

/** A rule that only a trigger found broken: the domain looks first, so one of these is a bug of ours. */
export function isBrokenRule(error: unknown): boolean {
  return postgresError(error)?.code?.startsWith('P0A') ?? false;
}

/** An outage as `Unavailable`, a lock not had in time as `Busy`, a key that is there already and a broken rule by their names; everything else as it is. */
export function translated(error: unknown): unknown {
  const cause = postgresError(error);
  if (cause === undefined) return error;
  if (cause.code === '55P03' || isLockDisorder(error)) return new Busy();
  if (cause.code === '23505') return exists[cause.constraint ?? '']?.(taken(cause)) ?? error;
  if (isBrokenRule(error)) return brokenRule(cause.code) ?? error;
  if (cause.code === '42P01') return new Unavailable('the database has no tables yet, or older ones: run `api migrate`', cause);
  if (cause.code === '25006') return new Unavailable('the database takes no writes: it is a standby', cause);
  return isPostgresAway(cause) ? new Unavailable('the database is away', cause) : error;
}

/** By unique index: the domain looks first, and what it cannot lock (a key of the instance, an id, a secret) is refused here. */
const exists: Readonly<Record<string, (value: string) => DomainError>> = {
  workspace_key: (key) => new KeyExists('workspace', key),
  project_key: (key) => new KeyExists('project', key),
  environment_key: (key) => new KeyExists('environment', key),
  access_key: (key) => new KeyExists('access', key),
  flag_key_in_project: (key) => new KeyExists('flag', key),
  variation_key: (key) => new KeyExists('variation', key),
  segment_key: (key) => new KeyExists('segment', key),
  environment_pkey: (id) => new IdExists('environment', id),
  environment_secret_hash: () => new SecretExists(),
};

/** `Key (project_id, lower(key::text))=(5c6d…, web) already exists.`: the last value; neither keys nor ids hold a comma. */
function taken({ detail = '' }: PostgresError): string {
  return /=\((?:.*, )?(.*)\)/.exec(detail)?.[1] ?? '';
}
