import { Address, Secret, WholeNumber } from '@app/platform';
import { IsOptional } from 'class-validator';

/** Where the servers are that libraries may want; which of them is needed depends on what is chosen. */
export class ConnectionsEnv {
  @IsOptional()
  @Secret()
  @Address('postgres', 'postgresql')
  POSTGRES_URL?: string;

  /** Connections a process opens at most, one for LISTEN beside them. */
  @WholeNumber({ min: 2, max: 1_000 })
  POSTGRES_POOL_SIZE = 20;
}
