import { Needs } from '@app/platform';
import { IsIn } from 'class-validator';

export class MessagingEnv {
  @IsIn(['Postgres'])
  @Needs({ Postgres: 'POSTGRES_URL' })
  MqProvider: 'Postgres' = 'Postgres' as const;
}
