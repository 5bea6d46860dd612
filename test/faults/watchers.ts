import type { IFbClient } from '@featbit/node-server-sdk';
import type { Secrets } from '../support/flaghoist';
import { PersistentSdk } from '../support/persistent-sdk';
import { ClientStore, ServerStore, type SdkStore } from '../support/sdk-store';
import { keyIds } from './changes';

type View = Readonly<Record<string, unknown>>;

/** Somebody connected, and whether he sees what there is. */
export interface Watcher {
  readonly name: string;
  /** What it serves or holds just now, and what it should. */
  views(truth: Truth): Promise<readonly [View, View]>;
  close(): Promise<void>;
}

/** An environment as read from the database just now, in each kind of SDK's form. */
export interface Truth {
  readonly server: View;
  /** By end user. */
  readonly clients: Readonly<Record<string, View>>;
}

/** `els`: one that has not been asked about this environment before. */
export async function readTruth(els: { readonly address: string }, { server, client }: Secrets): Promise<Truth> {
  const ask = async (store: SdkStore, path: string, secret: string, body?: object): Promise<View> => {
    const headers = { Authorization: secret, ...(body && { 'Content-Type': 'application/json' }) };
    const request = { method: body ? 'POST' : 'GET', headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${els.address}/api/public/sdk/${path}/latest-all?timestamp=0`, request);
    const { data } = JSON.parse(await answer.text()) as { data: unknown };
    store.take(data);
    return store.view();
  };
  const clients: Record<string, View> = {};
  for (const keyId of keyIds) clients[keyId] = await ask(new ClientStore(keyId), 'client', client, { keyId });
  return { server: await ask(new ServerStore(), 'server', server), clients };
}

export function serverSocket(name: string, els: string, { server }: Secrets): Watcher & { readonly sdk: PersistentSdk } {
  const sdk = new PersistentSdk({ els, type: 'server', secret: server, keyId: 'unused' });
  return { name, sdk, views: async (truth) => [sdk.store.view(), truth.server], close: () => sdk.close() };
}

export function clientSocket(
  name: string,
  els: string,
  { client }: Secrets,
  keyId: string,
): Watcher & { readonly sdk: PersistentSdk } {
  const sdk = new PersistentSdk({ els, type: 'client', secret: client, keyId });
  return { name, sdk, views: async (truth) => [sdk.store.view(), truth.clients[keyId]!], close: () => sdk.close() };
}

/** The published server SDK, by what it serves to each end user; `absent` for a flag it does not serve. */
export function nodeSdkWatcher(els: string, { server }: Secrets): Watcher {
  const support = jest.requireActual<typeof import('../support/node-sdk')>('../support/node-sdk');
  const client: IFbClient = support.nodeSdk(els, server);
  return {
    name: 'Node SDK',
    views: async ({ clients }) => {
      const [seen, expected]: [Record<string, unknown>, Record<string, unknown>] = [{}, {}];
      const keys = new Set(Object.values(clients).flatMap((view) => Object.keys(view)));
      for (const key of [...keys, 'flag-0', 'flag-1', 'flag-2', 'flag-3', 'flag-4', 'flag-5']) {
        for (const keyId of keyIds) {
          seen[`${key} for ${keyId}`] = await client.stringVariation(key, support.endUser(keyId), 'absent');
          expected[`${key} for ${keyId}`] = (clients[keyId]![key] as { variation: string } | undefined)?.variation ?? 'absent';
        }
      }
      return [seen, expected];
    },
    close: async () => client.close(),
  };
}
