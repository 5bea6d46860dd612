import { Matches } from 'class-validator';
import { IntersectionType } from '@nestjs/swagger';
import { CacheEnv } from '@app/cache';
import { ConnectionsEnv } from '@app/connections';
import { MessagingEnv } from '@app/messaging';
import { PersistenceEnv } from '@app/persistence';
import { LoggingEnv, Port, Secret, Switch, WholeNumber } from '@app/platform';
import { IsNotEmpty, IsString, ValidateIf } from 'class-validator';
import { EncryptionKey } from './encryption/encryption-key';

/** `fh_`, 32 hexadecimal digits of the access's id, `_`, 43 base64url characters. Source: access-model F-12. */
const accessToken = /^fh_[0-9a-f]{32}_[A-Za-z0-9_-]{43}$/;

export class ApiOwnEnv {
  @Port()
  API_PORT = 5000;

  @IsString()
  @IsNotEmpty()
  HOST = '127.0.0.1';

  /** Whether this process changes the schema, and makes the first run; otherwise it waits, not ready, for one that does. */
  @Switch()
  MIGRATE_ON_START = false;

  /** Read when there is no root access yet. */
  @Secret()
  @ValidateIf((_, value) => value !== undefined)
  @Matches(accessToken, { message: '$property must be fh_, 32 hexadecimal digits, _ and 43 base64url characters' })
  ROOT_ACCESS_TOKEN?: string;

  /** The installation's one secret: what is encrypted, hashed and signed hangs on keys derived from it. */
  @Secret()
  @EncryptionKey()
  ENCRYPTION_KEY!: string;

  /** How long what was archived or deleted is remembered for SDKs that were away. */
  @WholeNumber({ min: 1, max: 3650 })
  TOMBSTONE_DAYS = 30;
}

export class ApiEnv extends IntersectionType(ApiOwnEnv, LoggingEnv, ConnectionsEnv, PersistenceEnv, MessagingEnv, CacheEnv) {}
