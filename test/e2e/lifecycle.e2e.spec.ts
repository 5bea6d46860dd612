import { eventually } from '../support/eventually';
import { type Flaghoist, startFlaghoist } from '../support/flaghoist';
import { describeWith } from '../support/requires';
import { archive, liveFlag, paths, restore, segmentOf, serveToSegment } from '../support/scenario';
import { missingBrowser, missingSdks } from '../support/tools';

/** One flag's life, seen by SDKs that were there before, come in the middle and come after, across a crash. */
describeWith(
  'the life of a flag',
  () => missingSdks() ?? missingBrowser(),
  () => {
    const { nodeSdk, endUser, closeNodeSdks } = jest.requireActual<typeof import('../support/node-sdk')>('../support/node-sdk');
    const { BrowserPages, served, startJsClient } = jest.requireActual<typeof import('../support/browser')>('../support/browser');
    const someone = endUser('u-1');
    let flaghoist: Flaghoist;
    let browser: import('../support/browser').BrowserPages;

    beforeAll(async () => {
      flaghoist = await startFlaghoist();
      browser = await BrowserPages.open();
    }, 120_000);
    afterAll(async () => {
      await closeNodeSdks();
      await browser?.close();
      await flaghoist?.close();
    });

    type Watcher = (key: string) => Promise<string>;
    const serverSdk = async (): Promise<Watcher> => {
      const client = nodeSdk(flaghoist.els, flaghoist.secrets.production.server);
      await client.waitForInitialization();
      return (key) => client.stringVariation(key, someone, 'default');
    };
    const clientSdk = async (): Promise<Watcher> => {
      const page = await browser.page();
      await startJsClient(page, flaghoist.els, { secret: flaghoist.secrets.production.client, keyId: 'u-1' });
      return (key) => served(page, key);
    };
    const all = (watchers: readonly Watcher[], key: string, value: string) =>
      Promise.all(watchers.map((look) => eventually(`${key} serves ${value}`, async () => (await look(key)) === value, 60_000)));

    it('reaches every SDK at every step, also after kill -9 and a restart', async () => {
      const { api } = flaghoist;
      const watchers = [await serverSdk(), await clientSdk()];
      await all(watchers, 'journey', 'default');

      await liveFlag(api, 'journey');
      await all(watchers, 'journey', 'on');

      await segmentOf(api, 'travellers', []);
      await serveToSegment(api, 'journey', 'travellers');
      await all(watchers, 'journey', 'off');
      watchers.push(await serverSdk(), await clientSdk());
      await all(watchers, 'journey', 'off');

      await api.must('PATCH', paths.members('travellers'), { included: ['u-1'] });
      await all(watchers, 'journey', 'on');

      await flaghoist.kill();
      await all(watchers, 'journey', 'on'); // what SDKs have they keep serving
      await flaghoist.startAgain();
      await api.must('PATCH', paths.members('travellers'), { included: [] });
      await all(watchers, 'journey', 'off');

      await archive(api, 'journey');
      await all(watchers, 'journey', 'default');
      await restore(api, 'journey');
      await all(watchers, 'journey', 'off');

      await archive(api, 'journey');
      await all(watchers, 'journey', 'default');
      await api.must('DELETE', paths.flag('journey'));
      const late = [await serverSdk(), await clientSdk()];
      await all([...watchers, ...late], 'journey', 'default');
    }, 300_000);

    it('leaves a history that outlives the flag', async () => {
      const { body } = await flaghoist.api.must('GET', '/workspaces/main/projects/app/change-sets?flag=journey&limit=200');
      const operations = body.items
        .reverse()
        .flatMap((one: { operations: { operation: string }[] }) => one.operations.map(({ operation }) => operation));
      expect(operations).toEqual([
        'CreateFlag',
        'SetEnabled',
        'AddRule',
        'SetFallthrough',
        'ArchiveFlag',
        'RestoreFlag',
        'ArchiveFlag',
        'DeleteFlag',
      ]);
    });

    it('has logged nothing that wakes someone, and no secret', () => {
      const lines = flaghoist.output().split('\n');
      expect(lines.filter((line) => line.includes('"level":"error"') || line.includes('"level":50'))).toEqual([]);
      for (const secret of Object.values(flaghoist.secrets).flatMap(Object.values)) {
        const printed = lines.filter((line) => line.startsWith('{') && line.includes(secret as string));
        expect(printed).toEqual([]);
      }
    });
  },
);
