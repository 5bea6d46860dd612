import { BadConfiguration, loadConfig } from '@app/platform';
import { MessageBus, to } from '@app/messaging';
import { Topics } from '@app/protocol';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { freshPostgres, Given, type FreshPostgres, type Place } from '../../../test/support/els/adapters';
import { eventually } from '../../../test/support/eventually';
import { SdkSocket, streamingQuery } from '../../../test/support/els/sdk-socket';
import { createEls } from './els.app';
import { ElsEnv } from './els.config';

const serverDoor = '/api/public/sdk/server/latest-all';
const user = { keyId: 'u-1' };
const means = { at: new Date('2026-01-05T09:30:00.123Z') };

describe('els over PostgreSQL', () => {
  let database: FreshPostgres;
  let given: Given;
  let place: Place;
  let app: NestFastifyApplication;
  let url: string;
  const sockets: SdkSocket[] = [];

  beforeAll(async () => {
    database = await freshPostgres();
    given = new Given(database.store);
    place = await given.project();
    const env = { POSTGRES_URL: database.url, POSTGRES_POOL_SIZE: '4', LOG_LEVEL: 'error', DRAIN_SECONDS: '0', ELS_PORT: '0' };
    ({ app } = await createEls(loadConfig(ElsEnv, env)));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(async () => {
    for (const sdk of sockets) sdk.close();
    await app.close();
    await database.close();
  });

  const secretOf = async (type: 'server' | 'client', environment = 'production'): Promise<string> => {
    const [row] = await database.sql<{ text: string }>(
      'SELECT encrypted_value AS text FROM environment_secret WHERE environment_id = $1 AND type = $2',
      [place.environment(environment).id, type],
    );
    return Buffer.from(row!.text, 'base64').toString();
  };
  const connect = async (type: 'server' | 'client', environment?: string): Promise<SdkSocket> => {
    const sdk = await SdkSocket.open(
      `${url.replace('http', 'ws')}/streaming?${streamingQuery(type, await secretOf(type, environment))}`,
    );
    sockets.push(sdk);
    return sdk;
  };
  /** What a relay does for the change that was just committed. */
  const announce = async (environment = 'production', more: object = {}): Promise<void> => {
    const { id } = place.environment(environment);
    const [row] = await database.sql<{ previous: string; revision: string }>(
      'SELECT previous_revision AS previous, revision FROM change_set_environment WHERE environment_id = $1 ORDER BY revision DESC LIMIT 1',
      [id],
    );
    const [previousRevision, revision] = [Number(row!.previous), Number(row!.revision)];
    const { items } = (await database.environments.changedSince(id, previousRevision))!;
    const instance = await database.environments.instance();
    const hint = { instance, environmentId: id, previousRevision, revision, items, ...more };
    await app.get(MessageBus).publish(to(Topics.environmentChanged, id, hint));
  };

  it('is ready once the database has its tables', async () => {
    expect(await (await fetch(`${url}/health/readiness`)).json()).toEqual({ status: 'ready', because: [] });
  });

  it('brings a change from the tables to both kinds of SDK, by the database’s own notifications', async () => {
    const flag = await given.flag(place);
    const [server, client] = [await connect('server'), await connect('client')];
    expect((await server.sync()).featureFlags).toEqual([expect.objectContaining({ key: flag.key, isEnabled: false })]);
    expect((await client.sync(0, { user })).featureFlags).toEqual([
      expect.objectContaining({ id: flag.key, matchReason: 'flag disabled' }),
    ]);

    const done = await given.target(place.environment('production'), flag.key, { enabled: true });
    await announce();
    const patch = await server.nextSync();
    expect(patch).toMatchObject({ eventType: 'patch', featureFlags: [{ key: flag.key, isEnabled: true }], segments: [] });
    expect(Date.parse(patch.featureFlags[0]!.updatedAt as string)).toBe(done.raised[0]!.revision);
    expect(await client.nextSync()).toMatchObject({
      eventType: 'patch',
      featureFlags: [{ id: flag.key, matchReason: 'default', timestamp: done.raised[0]!.revision }],
    });
  });

  it('reads what a hint does not hold', async () => {
    const flag = await given.flag(place);
    const sdk = await connect('server');
    await sdk.sync();
    await given.target(place.environment('production'), flag.key, { enabled: true });
    await announce('production', { items: undefined });
    expect(await sdk.nextSync()).toMatchObject({ eventType: 'patch', featureFlags: [{ key: flag.key, isEnabled: true }] });
  });

  it('takes an archived flag from both, once, and polling agrees', async () => {
    const flag = await given.flag(place);
    const [server, client] = [await connect('server'), await connect('client')];
    await server.sync();
    await client.sync(0, { user });
    const done = await given.define(place, flag.key, (one) => one.archive(means.at));
    await announce();
    expect(await server.nextSync()).toMatchObject({
      eventType: 'patch',
      featureFlags: [{ key: flag.key, isArchived: true, variations: [] }],
    });
    const full = await client.nextSync();
    expect([full.eventType, full.featureFlags.some(({ id }) => id === flag.key)]).toEqual(['full', false]);

    const { revision } = done.raised.find(({ environment }) => environment === 'production') ?? done.raised[0]!;
    const headers = { Authorization: await secretOf('server') };
    const answer = await fetch(`${url}${serverDoor}?timestamp=${revision}`, { headers });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('closes what a secret opened once that is gone', async () => {
    const sdk = await connect('client', 'staging');
    await sdk.sync(0, { user });
    await database.sql("DELETE FROM environment_secret WHERE environment_id = $1 AND type = 'client'", [
      place.environment('staging').id,
    ]);
    await announce('staging', { secrets: true });
    expect(await sdk.closed).toBe(4003);
  });

  it('goes on when PostgreSQL has cut every connection', async () => {
    const flag = await given.flag(place);
    const sdk = await connect('server');
    await sdk.sync();
    await database.sql(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await given.target(place.environment('production'), flag.key, { enabled: true }); // and its hint is lost
    expect(await sdk.nextSync()).toMatchObject({ featureFlags: [{ key: flag.key, isEnabled: true }] });
    await eventually('ready again', async () => (await fetch(`${url}/health/readiness`)).status === 200);
  });
});

describe('the configuration of els', () => {
  const needed = { POSTGRES_URL: 'postgres://localhost/flaghoist' };

  it('has a value for everything but the database', () => {
    expect(loadConfig(ElsEnv, needed)).toMatchObject({
      ELS_PORT: 5100,
      HOST: '127.0.0.1',
      DRAIN_SECONDS: 20,
      STREAMING_TOKEN_TOLERANCE_MS: 30_000,
      CORS_ALLOWED_ORIGINS: '*',
      RATE_LIMITS: false,
      RATE_LIMIT_CLIENT_POLLING: 0,
    });
  });

  it.each([
    ['CORS_ALLOWED_ORIGINS', 'https://a.example.com,https://b.example.com'],
    ['CORS_ALLOWED_ORIGINS', 'app.example.com'],
    ['CORS_ALLOWED_ORIGINS', 'https://app.example.com/'],
    ['CORS_ALLOWED_ORIGINS', '*;https://app.example.com'],
    ['DRAIN_SECONDS', '-1'],
    ['STREAMING_TOKEN_TOLERANCE_MS', '30s'],
    ['ELS_PORT', '70000'],
    ['RATE_LIMITS', 'on'],
    ['RATE_LIMIT_SECONDS', '0'],
    ['RATE_LIMIT_SDK', '-1'],
    ['RATE_LIMIT_INSIGHT', 'many'],
    ['RATE_LIMIT_FEATURE_FLAG', '1.5'],
    ['RATE_LIMIT_STREAMING', '1 000'],
    ['RATE_LIMIT_CLIENT_POLLING', '1e3'],
  ])('refuses %s=%s', (variable, value) => {
    const load = () => loadConfig(ElsEnv, { ...needed, [variable]: value });
    expect(load).toThrow(BadConfiguration);
    expect(load).toThrow(variable);
  });
});
