import { CacheEnv } from '@app/cache';
import { ConnectionsEnv } from '@app/connections';
import { MessagingEnv } from '@app/messaging';
import { PersistenceEnv } from '@app/persistence/reading';
import { LoggingEnv, Port, WholeNumber } from '@app/platform';
import { IntersectionType } from '@nestjs/swagger';
import { IsNotEmpty, IsString } from 'class-validator';
import { AllowedOrigins } from './http/allowed-origins';

export class ElsOwnEnv {
  @Port()
  ELS_PORT = 5100;

  @IsString()
  @IsNotEmpty()
  HOST = '127.0.0.1';

  /** Over how many seconds a process that stops closes its sockets. */
  @WholeNumber({ min: 0, max: 600 })
  DRAIN_SECONDS = 20;

  /** How far an SDK's clock may be off when it connects, in ms. One that is further off is shut out for good. */
  @WholeNumber({ min: 0, max: 86_400_000 })
  STREAMING_TOKEN_TOLERANCE_MS = 30_000;

  /** `*`, or origins with semicolons between them. */
  @AllowedOrigins()
  CORS_ALLOWED_ORIGINS = '*';
}

export class ElsEnv extends IntersectionType(ElsOwnEnv, LoggingEnv, ConnectionsEnv, PersistenceEnv, MessagingEnv, CacheEnv) {}
