import { existsSync } from 'node:fs';
import { join } from 'node:path';

const modules = join(__dirname, '../tools/node_modules');

/** Why a suite with other vendors' SDKs cannot run; undefined when it can. */
export function missingSdks(): string | undefined {
  return existsSync(join(modules, '@featbit/node-server-sdk'))
    ? undefined
    : 'other vendors’ SDKs are not installed: npm run test:setup';
}

export const chromiumPath = '/usr/bin/chromium';

/** Why a suite in a real browser cannot run; undefined when it can. */
export function missingBrowser(): string | undefined {
  if (!existsSync(join(modules, 'playwright-core'))) return 'the browser driver is not installed: npm run test:setup';
  return existsSync(chromiumPath) ? undefined : `there is no ${chromiumPath}: apt-get install chromium`;
}
