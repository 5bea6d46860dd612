import {
  DataSyncModeEnum,
  FbClientBuilder,
  type IFbClient,
  type IOptions,
  type IUser,
  UserBuilder,
} from '@featbit/node-server-sdk';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const open = new Set<IFbClient>();

/** The unmodified server SDK against `els`. Streaming unless told otherwise. */
export function nodeSdk(els: string, secret: string, options: IOptions & { polling?: boolean } = {}): IFbClient {
  const { polling = false, ...others } = options;
  const client = new FbClientBuilder({
    sdkKey: secret,
    streamingUri: els.replace(/^http/, 'ws'),
    pollingUri: els,
    eventsUri: els,
    dataSyncMode: polling ? DataSyncModeEnum.POLLING : DataSyncModeEnum.STREAMING,
    logger: silent,
    ...others,
  }).build();
  client.on('error', () => {}); // an emitter without a listener would throw
  open.add(client);
  return client;
}

export function endUser(keyId: string, properties: Readonly<Record<string, string>> = {}): IUser {
  const builder = new UserBuilder(keyId).name(keyId);
  for (const [name, value] of Object.entries(properties)) builder.custom(name, value);
  return builder.build();
}

/** Every client a test opened: call it in `afterEach`. */
export async function closeNodeSdks(): Promise<void> {
  await Promise.all([...open].map((client) => client.close()));
  open.clear();
}
