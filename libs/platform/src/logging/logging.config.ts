import { IsIn } from 'class-validator';

export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'silent';

export class LoggingEnv {
  @IsIn(['error', 'warn', 'info', 'debug', 'silent'])
  LOG_LEVEL: LogLevel = 'info';
}
