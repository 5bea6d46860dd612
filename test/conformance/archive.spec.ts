import WebSocket from 'ws';
import { eventually, pause } from '../support/eventually';
import { type Flaghoist, startFlaghoist } from '../support/flaghoist';
import { describeWith } from '../support/requires';
import { archive, liveFlag, paths, restore, serve } from '../support/scenario';
import { rawServerConnection } from '../support/sockets';
import { missingBrowser, missingSdks } from '../support/tools';
import { WireTap } from '../support/wire-tap';

/** featbit-protocol §12, item 5: how a flag leaves, and comes back, for every kind of SDK. */
describeWith(
  'archiving the newest flag',
  () => missingSdks() ?? missingBrowser(),
  () => {
    const { nodeSdk, endUser, closeNodeSdks } = jest.requireActual<typeof import('../support/node-sdk')>('../support/node-sdk');
    const { BrowserPages, served, startJsClient } = jest.requireActual<typeof import('../support/browser')>('../support/browser');
    const someone = endUser('u-1');
    const pollingInterval = 400;
    let flaghoist: Flaghoist;
    let browser: import('../support/browser').BrowserPages;
    let tap: WireTap;

    beforeAll(async () => {
      flaghoist = await startFlaghoist();
      browser = await BrowserPages.open();
      await liveFlag(flaghoist.api, 'elder');
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await flaghoist?.close();
    });
    beforeEach(async () => {
      tap = await WireTap.before(flaghoist.els);
    });
    afterEach(async () => {
      await closeNodeSdks();
      await tap.close();
    });

    interface Watcher {
      readonly kind: string;
      value(key: string): Promise<string>;
    }

    const watchers = async (): Promise<Watcher[]> => {
      const { server, client } = flaghoist.secrets.production;
      const streamingNode = nodeSdk(tap.address, server);
      const pollingNode = nodeSdk(tap.address, server, { polling: true, pollingInterval });
      await Promise.all([streamingNode.waitForInitialization(), pollingNode.waitForInitialization()]);
      const streamingPage = await browser.page();
      const pollingPage = await browser.page();
      await startJsClient(streamingPage, tap.address, { secret: client, keyId: 'u-1' });
      await startJsClient(pollingPage, tap.address, { secret: client, keyId: 'u-1', pollingInterval });
      return [
        { kind: 'a streaming Node SDK', value: (key) => streamingNode.stringVariation(key, someone, 'default') },
        { kind: 'a polling Node SDK', value: (key) => pollingNode.stringVariation(key, someone, 'default') },
        { kind: 'a streaming JS client', value: (key) => served(streamingPage, key) },
        { kind: 'a polling JS client', value: (key) => served(pollingPage, key) },
      ];
    };
    const all = (those: readonly Watcher[], key: string, value: string) =>
      Promise.all(
        those.map((one) => eventually(`${one.kind} answers ${value} for ${key}`, async () => (await one.value(key)) === value)),
      );
    /** What the second poll after this moment was answered, of each polling SDK. */
    const secondPolls = async () => {
      const seen = tap.requests.length;
      const later = (route: string) => tap.requests.slice(seen).filter((poll) => poll.url.includes(route));
      const server = await eventually('polls of the Node SDK', () => later('server/latest-all')[2]);
      const client = await eventually('polls of the JS client', () => later('client/latest-all')[2]);
      return [server, client];
    };

    it('makes each of them answer the caller’s default, and polls are empty again', async () => {
      const those = await watchers();
      await liveFlag(flaghoist.api, 'newest');
      await all(those, 'newest', 'on');
      await archive(flaghoist.api, 'newest');
      await all(those, 'newest', 'default');
      await all(those, 'elder', 'on');
      for (const poll of await secondPolls()) expect([poll.status, poll.body]).toEqual([200, '']);

      await restore(flaghoist.api, 'newest');
      await all(those, 'newest', 'on');
      for (const poll of await secondPolls()) expect([poll.status, poll.body]).toEqual([200, '']);

      await archive(flaghoist.api, 'newest');
      await all(those, 'newest', 'default');
      await flaghoist.api.must('DELETE', paths.flag('newest'));
      await liveFlag(flaghoist.api, 'newest');
      await all(those, 'newest', 'on');
    }, 120_000);

    it('reaches an SDK that was away meanwhile', async () => {
      await liveFlag(flaghoist.api, 'left-meanwhile');
      const [streamingNode, , streamingPage] = await watchers();
      const those = [streamingNode!, streamingPage!];
      await all(those, 'left-meanwhile', 'on');
      tap.refuse.push({ status: 503 }, { status: 503 });
      tap.cut();
      await archive(flaghoist.api, 'left-meanwhile');
      await all(those, 'left-meanwhile', 'default');
    }, 120_000);

    it('sends 100 idle server connections less than 2 KB each', async () => {
      await liveFlag(flaghoist.api, 'noticed');
      for (let n = 0; n < 30; n++) await liveFlag(flaghoist.api, `bystander-${n}`);
      const idle = await Promise.all(
        Array.from({ length: 100 }, () => rawServerConnection(flaghoist.els, flaghoist.secrets.production.server)),
      );
      await Promise.all(idle.map((one) => eventually('its first sync', () => one.bytes > 0)));
      await pause(1_000); // what is still on its way from the changes above
      const before = idle.map((one) => one.bytes);
      await archive(flaghoist.api, 'noticed');
      await Promise.all(idle.map((one, n) => eventually('the archive reached it', () => one.bytes > before[n]!)));
      await pause(1_000); // whatever else an archive might send
      for (const [n, one] of idle.entries()) expect(one.bytes - before[n]!).toBeLessThan(2_048);
      for (const one of idle) one.socket.close();
      expect(idle.every((one) => one.socket.readyState >= WebSocket.CLOSING)).toBe(true);
    }, 120_000);

    it('leaves the others alone: a change after it is still a patch', async () => {
      const those = await watchers();
      await serve(flaghoist.api, 'elder', 'off');
      await all(those, 'elder', 'off');
      expect(tap.toSdk.at(-1)).toContain('"eventType":"patch"');
      await serve(flaghoist.api, 'elder', 'on');
      await all(those, 'elder', 'on');
    }, 120_000);
  },
);
