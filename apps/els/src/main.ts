import { listen, loadConfig, runProcess } from '@app/platform';
import { createEls } from './els.app';
import { ElsEnv } from './els.config';

void runProcess(async () => {
  const config = loadConfig(ElsEnv, process.env);
  const { app } = await createEls(config);
  await listen(app, { variable: 'ELS_PORT', port: config.ELS_PORT, host: config.HOST });
  return app;
});
