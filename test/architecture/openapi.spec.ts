import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshApi } from '../support/api';
import type { TestApi } from '../support/api';

const file = join(__dirname, '../../docs/openapi/api.json');

/** What clients are generated from. `UPDATE_OPENAPI=true npx jest test/architecture/openapi` writes it anew. */
describe('docs/openapi/api.json', () => {
  let api: TestApi;

  beforeAll(async () => (api = await freshApi()));
  afterAll(() => api.close());

  it('is what the running api says of itself', async () => {
    const said: unknown = JSON.parse((await api.app.inject({ method: 'GET', url: '/api/openapi.json' })).body);
    if (process.env.UPDATE_OPENAPI === 'true') writeFileSync(file, `${JSON.stringify(said, null, 2)}\n`);
    expect(existsSync(file)).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(said);
  });
});
