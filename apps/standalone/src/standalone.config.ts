import { loadConfig } from '@app/platform';
import { IntersectionType } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import { ApiEnv } from '../../api/src/api.config';
import { DasEnv } from '../../das/src/das.config';
import { ElsEnv } from '../../els/src/els.config';

class StandaloneOwnEnv {
  /** Where an embedded database keeps its data. Without it: `.flaghoist` in the folder we were started in. */
  @IsOptional()
  @IsString()
  DATA_DIR?: string;
}

export class StandaloneEnv extends IntersectionType(StandaloneOwnEnv, ApiEnv, ElsEnv, DasEnv) {}

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a first day wants otherwise than a fleet: nobody else migrates, and Ctrl-C is not a roll-out. */
const defaults = { MIGRATE_ON_START: 'true', DRAIN_SECONDS: '1' };

/** What an embedded database brings once it runs. */
export interface Brought {
  readonly POSTGRES_URL: string;
  readonly ENCRYPTION_KEY?: string;
}

const anyKey = Buffer.alloc(32).toString('base64');

/** Whether we are to run a database ourselves. */
export function isEmbedded(env: Environment): boolean {
  return !isSet(env, 'POSTGRES_URL');
}

export function bringsKey(env: Environment): boolean {
  return isEmbedded(env) && !isSet(env, 'ENCRYPTION_KEY');
}

/**
 * The configuration, complete. Throws `BadConfiguration` with every problem. Before an embedded database runs, `brought` is left out
 * and something of the right form stands for it: every problem is told before anything is started.
 */
export function standaloneConfig(env: Environment, brought?: Brought): StandaloneEnv {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  const ours = isEmbedded(env)
    ? (brought ?? { POSTGRES_URL: 'postgres://127.0.0.1', ...(bringsKey(env) && { ENCRYPTION_KEY: anyKey }) })
    : {};
  return loadConfig(StandaloneEnv, { ...defaults, ...set, ...ours });
}

function isSet(env: Environment, variable: string): boolean {
  return Boolean(env[variable] || env[`${variable}_FILE`]);
}
