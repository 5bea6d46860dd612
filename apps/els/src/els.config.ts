import { CacheEnv } from '@app/cache';
import { ConnectionsEnv } from '@app/connections';
import { MessagingEnv } from '@app/messaging';
import { PersistenceEnv } from '@app/persistence/reading';
import { LoggingEnv, Port, Switch, WholeNumber } from '@app/platform';
import { IntersectionType } from '@nestjs/swagger';
import { IsNotEmpty, IsString } from 'class-validator';
import { AllowedOrigins } from './http/allowed-origins';

const RateLimit = () => WholeNumber({ min: 0, max: 1_000_000_000 });

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

  /**
   * Whether requests are limited: so many of a kind in so many seconds, for each environment by itself, in this process alone. A kind
   * whose limit is 0 is not limited.
   */
  @Switch()
  RATE_LIMITS = false;

  @WholeNumber({ min: 1, max: 86_400 })
  RATE_LIMIT_SECONDS = 60;

  /** Polls of server SDKs. */
  @RateLimit()
  RATE_LIMIT_SDK = 100;

  /** Reports of insights. */
  @RateLimit()
  RATE_LIMIT_INSIGHT = 200;

  /** Requests to evaluate. */
  @RateLimit()
  RATE_LIMIT_FEATURE_FLAG = 100;

  /** New sockets. */
  @RateLimit()
  RATE_LIMIT_STREAMING = 100;

  /** Polls of client SDKs. A JS client that is refused once never asks again, so think before you set it. */
  @RateLimit()
  RATE_LIMIT_CLIENT_POLLING = 0;
}

export class ElsEnv extends IntersectionType(ElsOwnEnv, LoggingEnv, ConnectionsEnv, PersistenceEnv, MessagingEnv, CacheEnv) {}
