import { listen, loadConfig, runProcess } from '@app/platform';
import { createDas } from './das.app';
import { DasEnv } from './das.config';

void runProcess(async () => {
  const config = loadConfig(DasEnv, process.env);
  const { app } = await createDas(config);
  await listen(app, { variable: 'DAS_PORT', port: config.DAS_PORT, host: config.HOST });
  return app;
});
