import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './tools';

const bundle = readFileSync(
  join(__dirname, '../tools/node_modules/@featbit/js-client-sdk/dist/umd/featbit-js-client-sdk-4.2.15.js'),
);

/** Of the bundle as it is served to the page, in the form of a subresource-integrity attribute. */
export const bundleIntegrity = `sha384-${createHash('sha384').update(bundle).digest('base64')}`;

/** Of the bundle in the package that test/tools' lockfile pins (4.2.15): a changed file is not the SDK we claim to run. */
export const expectedIntegrity = 'sha384-W1b0JwLkTlMhRIPA4d0f/o5nuCaSGIRC7QS+3FhC3941iGsMrSjxFECnUzd+4A2j';

/** What a page of an application does with the unmodified JS client: `window.fb` is one client. */
export interface JsClientOptions {
  readonly secret: string;
  readonly keyId: string;
  readonly properties?: Readonly<Record<string, string>>;
  /** In ms; given: polls instead of streaming. */
  readonly pollingInterval?: number;
}

/** Headless Chromium, and an origin of its own for each page: what one client caches no other sees. */
export class BrowserPages {
  private readonly servers: Server[] = [];

  private constructor(private readonly browser: Browser) {}

  static async open(): Promise<BrowserPages> {
    const browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
    return new BrowserPages(browser);
  }

  /** A page that has the bundle loaded and no client yet. */
  async page(): Promise<Page> {
    const server = createServer((request, response) => {
      if (request.url === '/sdk.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(bundle);
      else
        response
          .writeHead(200, { 'content-type': 'text/html' })
          .end('<!doctype html><title>app</title><script src="/sdk.js"></script>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.servers.push(server);
    const page = await this.browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return page;
  }

  async close(): Promise<void> {
    await this.browser.close();
    for (const server of this.servers) server.close();
  }
}

/** Starts the client in the page and waits until it is ready. */
export async function startJsClient(page: Page, els: string, options: JsClientOptions): Promise<void> {
  await page.evaluate(
    async ({ els, secret, keyId, properties, pollingInterval }) => {
      const { FbClientBuilder, UserBuilder, DataSyncModeEnum } = globalThis as unknown as Record<string, any>;
      const user = new UserBuilder(keyId).name(keyId);
      for (const [name, value] of Object.entries(properties ?? {})) user.custom(name, value);
      const builder = new FbClientBuilder()
        .sdkKey(secret)
        .streamingUri(els.replace(/^http/, 'ws'))
        .pollingUri(els)
        .eventsUri(els)
        .user(user.build());
      if (pollingInterval !== undefined) builder.dataSyncMode(DataSyncModeEnum.POLLING).pollingInterval(pollingInterval);
      const fb = builder.build();
      Object.assign(globalThis, { fb, updates: [] });
      fb.on('update', (keys: string[]) => (globalThis as any).updates.push(keys));
      await fb.waitForInitialization();
    },
    { els, ...options },
  );
}

/** The text a flag serves to the page's end user; `defaultValue` where the client does not know it. */
export function served(page: Page, flagKey: string, defaultValue = 'default'): Promise<string> {
  return page.evaluate(([key, fallback]) => (globalThis as any).fb.stringVariation(key, fallback), [
    flagKey,
    defaultValue,
  ] as const);
}
