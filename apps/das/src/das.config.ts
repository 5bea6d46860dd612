import { ConnectionsEnv } from '@app/connections';
import { LoggingEnv, Port } from '@app/platform';
import { IntersectionType } from '@nestjs/swagger';
import { IsNotEmpty, IsString } from 'class-validator';

export class DasOwnEnv {
  @Port()
  DAS_PORT = 5200;

  @IsString()
  @IsNotEmpty()
  HOST = '127.0.0.1';
}

export class DasEnv extends IntersectionType(DasOwnEnv, LoggingEnv, ConnectionsEnv) {}
