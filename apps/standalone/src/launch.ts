import { Connections } from '@app/connections';
import { createLog, listen, type Running } from '@app/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApi, type FirstRun } from '../../api/src/api.app';
import { createDas } from '../../das/src/das.app';
import { createEls } from '../../els/src/els.app';
import { openDatabase } from './database';
import { assertFree, doorsOf } from './doors';
import { firstScreen, whatWasMade, type Addresses } from './first-screen';
import { standaloneConfig, type Environment, type StandaloneEnv } from './standalone.config';

type Print = (text: string) => void;

/** Starts all of it in this process and prints where it is; of a start that fails nothing stays. */
export async function launch(env: Environment, print: Print): Promise<Running> {
  const asked = standaloneConfig(env);
  await assertFree(doorsOf(asked));
  const { config, dataDir, stop } = await openDatabase(env, asked, print);
  try {
    const { addresses, firstRun, close } = await openApps(config, print);
    print(firstScreen({ addresses, dataDir, firstRun }));
    return { close: () => close().finally(stop) };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Apps {
  readonly close: () => Promise<void>;
  readonly addresses: Addresses;
  readonly firstRun?: FirstRun;
}

/** The three apps on one `Connections`, listening. */
async function openApps(config: StandaloneEnv, print: Print): Promise<Apps> {
  const connections = new Connections(config, createLog({ app: 'standalone', level: config.LOG_LEVEL }));
  const apps: NestFastifyApplication[] = [];
  const close = async () => {
    const closed = await Promise.allSettled(apps.map((app) => app.close()));
    await connections.close();
    for (const one of closed) if (one.status === 'rejected') throw one.reason;
  };
  let firstRun: FirstRun | undefined;
  try {
    const api = await createApi(config, connections);
    apps.push(api.app);
    firstRun = api.firstRun;
    const els = await createEls(config, connections);
    apps.push(els.app);
    const das = await createDas(config, connections);
    apps.push(das.app);
    const doors = doorsOf(config);
    const addresses = {
      api: await listen(api.app, doors.api),
      els: await listen(els.app, doors.els),
      das: await listen(das.app, doors.das),
    };
    return { addresses, firstRun, close };
  } catch (error) {
    if (firstRun) print(whatWasMade(firstRun).join('\n\n')); // it is not shown a second time
    await close();
    throw error;
  }
}
