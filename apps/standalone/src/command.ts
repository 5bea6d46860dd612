import { Connections } from '@app/connections';
import { CannotStart, createLog, Unavailable } from '@app/platform';
import { runCommand } from '../../api/src/api.app';
import { openDatabase } from './database';
import { standaloneConfig, type Environment } from './standalone.config';

const commands = ['access:root'] as const;

/** Runs a command of api against the database of this installation, which is started for it where it does not run. Answers its output. */
export async function command(name: string, env: Environment, log: (line: string) => void): Promise<string> {
  const known = commands.find((one) => one === name);
  if (!known) throw new CannotStart(`there is no command ${name}: known are ${commands.join(', ')}`);
  const { config, stop } = await openDatabase(env, standaloneConfig(env), log);
  const connections = new Connections(config, createLog({ app: 'standalone', level: config.LOG_LEVEL }));
  try {
    return await runCommand(known, config, connections);
  } catch (error) {
    throw error instanceof Unavailable
      ? new CannotStart(`${name} needs an installation that was started once (${error.message})`)
      : error;
  } finally {
    await connections.close();
    await stop();
  }
}
