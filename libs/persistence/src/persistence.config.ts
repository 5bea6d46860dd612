import { Needs } from '@app/platform';
import { IsIn } from 'class-validator';

export class PersistenceEnv {
  @IsIn(['Postgres'])
  @Needs({ Postgres: 'POSTGRES_URL' })
  DbProvider: 'Postgres' = 'Postgres' as const;
}
