import type { Page } from 'playwright-core';
import { eventually, pause } from '../support/eventually';
import { type Flaghoist, startFlaghoist } from '../support/flaghoist';
import { describeWith } from '../support/requires';
import { liveFlag, paths, segmentOf, serve, serveToSegment } from '../support/scenario';
import { missingBrowser, missingSdks } from '../support/tools';
import { WireTap } from '../support/wire-tap';

/** featbit-protocol §12, items 4 and 11, with the published package in a real browser. */
describeWith(
  'an unmodified FeatBit JS client 4.2.15 in Chromium',
  () => missingSdks() ?? missingBrowser(),
  () => {
    const support = jest.requireActual<typeof import('../support/browser')>('../support/browser');
    const { BrowserPages, bundleIntegrity, served, startJsClient } = support;
    let flaghoist: Flaghoist;
    let browser: import('../support/browser').BrowserPages;
    let tap: WireTap;

    beforeAll(async () => {
      flaghoist = await startFlaghoist();
      browser = await BrowserPages.open();
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await flaghoist?.close();
    });
    beforeEach(async () => {
      tap = await WireTap.before(flaghoist.els);
    });
    afterEach(() => tap.close());

    const clientFor = async (
      keyId: string,
      more: { properties?: Record<string, string>; through?: string } = {},
    ): Promise<Page> => {
      const page = await browser.page();
      const { through = tap.address, properties } = more;
      await startJsClient(page, through, {
        secret: flaghoist.secrets.production.client,
        keyId,
        ...(properties && { properties }),
      });
      return page;
    };
    const serves = (page: Page, key: string, value: string) =>
      eventually(`${key} serves ${value}`, async () => (await served(page, key)) === value);
    const lastFlag = () => JSON.parse(tap.toSdk.at(-1)!).data;

    it('runs the bundle of the lockfile in a real browser', async () => {
      const page = await browser.page();
      const userAgent = await page.evaluate(() => (globalThis as any).navigator.userAgent as string);
      process.stdout.write(`JS client in ${userAgent}, bundle ${bundleIntegrity}\n`);
      expect(userAgent).toContain('HeadlessChrome/');
      expect(bundleIntegrity).toBe(support.expectedIntegrity);
    });

    it('is ready and converts values to the type that is asked for', async () => {
      await flaghoist.api.must('POST', paths.flags, { key: 'a-boolean', type: 'boolean' });
      const numbers = [
        { key: 'low', value: 1.5 },
        { key: 'high', value: 9 },
      ];
      await flaghoist.api.must('POST', paths.flags, { key: 'a-number', type: 'number', variations: numbers });
      const objects = [
        { key: 'full', value: { a: [1] } },
        { key: 'none', value: {} },
      ];
      await flaghoist.api.must('POST', paths.flags, { key: 'a-json', type: 'json', variations: objects });
      for (const key of ['a-boolean', 'a-number', 'a-json'])
        await flaghoist.api.must('PATCH', paths.targeting(key), { enabled: true });
      const page = await clientFor('u-1');
      const values = await page.evaluate(() => {
        const { fb } = globalThis as any;
        return [
          fb.variation('a-boolean', false),
          fb.variation('a-number', 0),
          fb.variation('a-json', null),
          fb.boolVariation('a-boolean', false),
        ];
      });
      expect(values).toEqual([true, 1.5, { a: [1] }, true]);
    });

    it('sees a change, and a change of a segment it is in, without asking', async () => {
      await liveFlag(flaghoist.api, 'watched');
      await liveFlag(flaghoist.api, 'for-members');
      await segmentOf(flaghoist.api, 'members', []);
      await serveToSegment(flaghoist.api, 'for-members', 'members');
      const page = await clientFor('u-7');
      await serves(page, 'watched', 'on');
      await serves(page, 'for-members', 'off');
      await serve(flaghoist.api, 'watched', 'off');
      await serves(page, 'watched', 'off');
      await flaghoist.api.must('PATCH', paths.members('members'), { included: ['u-7'] });
      await serves(page, 'for-members', 'on');
      expect(lastFlag().featureFlags.map((one: { id: string }) => one.id)).toEqual(['for-members']);
    });

    it('applies a patch of the same millisecond, ignores an older one and one for somebody else', async () => {
      await liveFlag(flaghoist.api, 'forged');
      const page = await clientFor('u-1');
      await serve(flaghoist.api, 'forged', 'off');
      await serves(page, 'forged', 'off');
      const [held] = lastFlag().featureFlags;
      const patch = (flag: object, userKeyId: string) =>
        tap.inject({ messageType: 'data-sync', data: { eventType: 'patch', userKeyId, featureFlags: [flag] } });
      patch({ ...held, variation: 'same-ms' }, 'u-1');
      await serves(page, 'forged', 'same-ms');
      patch({ ...held, variation: 'older', timestamp: held.timestamp - 1 }, 'u-1');
      patch({ ...held, variation: 'foreign', timestamp: held.timestamp + 1 }, 'u-2');
      await liveFlag(flaghoist.api, 'forged-after'); // when this one is there, both were handled
      await serves(page, 'forged-after', 'on');
      expect(await served(page, 'forged')).toBe('same-ms');
    });

    it('identify settles and switches what is served, also for what comes after', async () => {
      await liveFlag(flaghoist.api, 'personal');
      await segmentOf(flaghoist.api, 'vips', ['vip']);
      await serveToSegment(flaghoist.api, 'personal', 'vips');
      const page = await clientFor('nobody-special');
      await serves(page, 'personal', 'off');
      await page.evaluate(async () => {
        const { fb, UserBuilder } = globalThis as any;
        await fb.identify(new UserBuilder('vip').name('vip').build());
      });
      expect(await served(page, 'personal')).toBe('on');
      await flaghoist.api.must('PATCH', paths.members('vips'), { included: [] });
      await serves(page, 'personal', 'off');
    });

    it('stays connected while nothing happens: its pings are answered', async () => {
      await clientFor('patient');
      const opened = tap.upgradesAt.length;
      await pause(40_000); // it gives up after 36 s of silence
      expect(tap.toSdk.filter((frame) => frame.includes('"pong"')).length).toBeGreaterThanOrEqual(2);
      expect(tap.upgradesAt).toHaveLength(opened);
    }, 90_000);

    it('is never sent what it did not ask for', async () => {
      await liveFlag(flaghoist.api, 'plain');
      const page = await clientFor('u-1');
      await serve(flaghoist.api, 'plain', 'off');
      await serves(page, 'plain', 'off');
      for (const member of ['prerequisites', 'version', 'revision', 'instance'])
        expect(tap.toSdk.join('\n')).not.toContain(`"${member}"`);
    });
  },
);
