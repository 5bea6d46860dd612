import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { accessRoot } from './access-root';
import { migrate } from './migrate';
import { openapi } from './openapi';

/** What an operator can ask for beside a running api: each answers what is to be printed. */
export const commands = {
  migrate,
  'access:root': accessRoot,
  openapi,
} as const satisfies Readonly<Record<string, (app: NestFastifyApplication) => Promise<string>>>;

export type CommandName = keyof typeof commands;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
