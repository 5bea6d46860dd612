import { randomBytes, randomUUID } from 'node:crypto';
import { AppProcess } from './app-process';
import { freePorts, type Secrets } from './flaghoist';
import { Rest } from './rest';

export interface FleetOptions {
  /** What the api is given. */
  readonly postgresUrl: string;
  /** What els is given, where something stands in between. */
  readonly elsPostgresUrl?: string;
  /** For both. */
  readonly env?: Readonly<Record<string, string>>;
  /** For the api alone. */
  readonly apiEnv?: Readonly<Record<string, string>>;
}

/** An api and an els, each a process of its own, on one database. */
export interface Fleet {
  readonly api: AppProcess;
  readonly els: AppProcess;
  readonly rest: Rest;
  /** Another els on the same database. */
  another(postgresUrl: string): Promise<AppProcess>;
  /** Of an environment of workspace `main`. */
  secrets(project: string, environment: string): Promise<Secrets>;
  close(): Promise<void>;
}

export async function startFleet({
  postgresUrl,
  elsPostgresUrl = postgresUrl,
  env = {},
  apiEnv = {},
}: FleetOptions): Promise<Fleet> {
  const [apiPort, elsPort] = await freePorts(2);
  const rootToken = `fh_${randomUUID().replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`;
  const api = await AppProcess.start('api', apiPort!, {
    POSTGRES_URL: postgresUrl,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    ROOT_ACCESS_TOKEN: rootToken,
    MIGRATE_ON_START: 'true',
    ...env,
    ...apiEnv,
  });
  const els = await AppProcess.start('els', elsPort!, { POSTGRES_URL: elsPostgresUrl, ...env });
  const rest = new Rest(api.address, rootToken);
  const running = [els, api];
  return {
    api,
    els,
    rest,
    another: async (url) => {
      const [port] = await freePorts(1);
      const other = await AppProcess.start('els', port!, { POSTGRES_URL: url, ...env });
      running.push(other);
      return other;
    },
    secrets: async (project, environment) => {
      const { body } = await rest.must('GET', `/workspaces/main/projects/${project}/environments/${environment}/secrets`);
      const value = (type: string): string => body.items.find((one: { type: string }) => one.type === type).value;
      return { server: value('server'), client: value('client') };
    },
    close: async () => {
      await Promise.all(running.map((one) => one.kill()));
    },
  };
}
