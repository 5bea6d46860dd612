import { IsIn } from 'class-validator';

export class CacheEnv {
  @IsIn(['None'])
  CacheProvider: 'None' = 'None' as const;
}
