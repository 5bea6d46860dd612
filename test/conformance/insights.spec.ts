import { eventually } from '../support/eventually';
import { type Flaghoist, startFlaghoist } from '../support/flaghoist';
import { describeWith } from '../support/requires';
import { liveFlag } from '../support/scenario';
import { missingBrowser, missingSdks } from '../support/tools';
import { WireTap } from '../support/wire-tap';

/** featbit-protocol §12, item 6. */
describeWith(
  'what SDKs report',
  () => missingSdks() ?? missingBrowser(),
  () => {
    const { nodeSdk, endUser, closeNodeSdks } = jest.requireActual<typeof import('../support/node-sdk')>('../support/node-sdk');
    const { BrowserPages, served, startJsClient } = jest.requireActual<typeof import('../support/browser')>('../support/browser');
    let flaghoist: Flaghoist;
    let tap: WireTap;

    beforeAll(async () => {
      flaghoist = await startFlaghoist();
      tap = await WireTap.before(flaghoist.els);
      await liveFlag(flaghoist.api, 'reported');
    }, 120_000);
    afterAll(async () => {
      await closeNodeSdks();
      await tap?.close();
      await flaghoist?.close();
    });
    const reports = () => tap.requests.filter((poll) => poll.url.includes('/insight/track'));
    const track = (body: unknown, secret = flaghoist.secrets.production.server) =>
      fetch(`${flaghoist.els}/api/public/insight/track`, {
        method: 'POST',
        headers: { authorization: secret, 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    const counted = async (): Promise<number> => {
      const metrics = await (await fetch(`${flaghoist.els}/metrics`)).text();
      return Number(/^flaghoist_els_insights_total\{[^}]*kind="evaluations"[^}]*\} (\d+)$/m.exec(metrics)?.[1] ?? 0);
    };

    it('is accepted from the Node SDK, also with a property that is a number', async () => {
      const client = nodeSdk(tap.address, flaghoist.secrets.production.server);
      await client.waitForInitialization();
      const user = { ...endUser('u-42'), customizedProperties: [{ name: 'age', value: 42 as unknown as string }] };
      await client.stringVariation('reported', user, 'default');
      client.track(user, 'checkout', 12.5);
      await eventually('a report', () => reports().length > 0);
      for (const report of reports()) expect([report.status, report.body]).toEqual([200, '']);
    });

    it('is accepted from the JS client', async () => {
      const browser = await BrowserPages.open();
      try {
        const page = await browser.page();
        const before = reports().length;
        await startJsClient(page, tap.address, { secret: flaghoist.secrets.production.client, keyId: 'u-1' });
        await served(page, 'reported');
        await eventually('a report', () => reports().length > before);
        for (const report of reports()) expect([report.status, report.body]).toEqual([200, '']);
      } finally {
        await browser.close();
      }
    });

    it('is accepted at 2 MB, dropped element by element where it is bad, counted, and answered 200 empty', async () => {
      const entry = (keyId: string) => ({
        user: { keyId, customizedProperties: [{ name: 'note', value: 'x'.repeat(20_000) }, { name: 'n', value: 7 }, null] },
        variations: [
          { featureFlagKey: 'reported', sendToExperiment: true, timestamp: 1767605401000, variation: { id: 'a', value: 'on' } },
        ],
      });
      const before = await counted();
      const body = [
        ...Array.from({ length: 100 }, (_, n) => entry(`u-${n}`)),
        null,
        { variations: [] },
        { user: { keyId: ' ' } },
      ];
      const answer = await track(body);
      expect([answer.status, await answer.text()]).toEqual([200, '']);
      expect(JSON.stringify(body).length).toBeGreaterThan(2_000_000);
      expect((await counted()) - before).toBe(100);
    });

    it('is never answered in a way that ends an SDK’s events for good: too large and unreadable are 400', async () => {
      expect((await track(`["${'x'.repeat(6 * 1024 * 1024)}"]`)).status).toBe(400);
      expect((await track('{not json')).status).toBe(400);
      expect((await track([])).status).toBe(200);
    });
  },
);
