import { CannotStart, Log, listen, loadConfig, runOnce, runProcess } from '@app/platform';
import { createApi, runCommand } from './api.app';
import { ApiEnv } from './api.config';
import { commands, isCommand } from './cli/commands';
import { whatWasMade } from './first-run/what-was-made';

async function serve() {
  const config = loadConfig(ApiEnv, process.env);
  const { app, firstRun } = await createApi(config);
  if (firstRun) process.stdout.write(`${whatWasMade(firstRun)}\n`);
  const url = await listen(app, { variable: 'API_PORT', port: config.API_PORT, host: config.HOST });
  app.get(Log, { strict: false }).info({ url }, 'the api listens');
  return app;
}

async function run(name: string): Promise<string> {
  if (isCommand(name)) return runCommand(name, loadConfig(ApiEnv, process.env));
  throw new CannotStart(`there is no command ${name}: known are ${Object.keys(commands).join(', ')}`);
}

const [name] = process.argv.slice(2);
void (name === undefined ? runProcess(serve) : runOnce(() => run(name)));
