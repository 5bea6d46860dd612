import { eventually, pause } from '../support/eventually';
import { type Flaghoist, startFlaghoist } from '../support/flaghoist';
import { describeWith } from '../support/requires';
import { liveFlag, segmentOf, serve, serveToSegment, paths } from '../support/scenario';
import { missingSdks } from '../support/tools';
import { WireTap } from '../support/wire-tap';

/** featbit-protocol §12, items 1 to 3 and 11, with the published package. */
describeWith('an unmodified FeatBit Node server SDK 1.3.0', missingSdks, () => {
  const { nodeSdk, endUser, closeNodeSdks } = jest.requireActual<typeof import('../support/node-sdk')>('../support/node-sdk');
  const someone = endUser('u-1');
  let flaghoist: Flaghoist;
  let tap: WireTap;

  beforeAll(async () => {
    flaghoist = await startFlaghoist();
  }, 120_000);
  afterAll(() => flaghoist?.close());
  beforeEach(async () => {
    tap = await WireTap.before(flaghoist.els);
  });
  afterEach(async () => {
    await closeNodeSdks();
    await tap.close();
  });

  const connect = async (options = {}) => {
    const client = nodeSdk(tap.address, flaghoist.secrets.production.server, options);
    await client.waitForInitialization();
    return client;
  };
  const answers = (client: ReturnType<typeof nodeSdk>, key: string, value: string, user = someone) =>
    eventually(`${key} serves ${value}`, async () => (await client.stringVariation(key, user, 'default')) === value);

  it('is ready with all of the environment and evaluates it', async () => {
    await liveFlag(flaghoist.api, 'ready-on-full');
    const client = await connect();
    expect(client.initialized()).toBe(true);
    await answers(client, 'ready-on-full', 'on');
    expect(JSON.parse(tap.toSdk[0]!)).toMatchObject({ messageType: 'data-sync', data: { eventType: 'full' } });
  });

  it('applies a change at once and names the keys it affects', async () => {
    await liveFlag(flaghoist.api, 'patched');
    const client = await connect();
    await answers(client, 'patched', 'on');
    const updated: string[][] = [];
    client.on('update', (keys: string[]) => updated.push(keys));
    await serve(flaghoist.api, 'patched', 'off');
    await answers(client, 'patched', 'off');
    expect(updated.flat()).toContain('patched');
    expect(tap.toSdk.at(-1)).toContain('"eventType":"patch"');
  });

  it('is ready on an empty patch after a cut, and misses nothing of what came meanwhile', async () => {
    await liveFlag(flaghoist.api, 'while-away');
    const client = await connect();
    await answers(client, 'while-away', 'on');
    tap.toSdk.length = 0;
    tap.cut();
    const again = await eventually('an answer after the cut', () => tap.toSdk.find((frame) => frame.includes('data-sync')));
    expect(JSON.parse(again)).toEqual({ messageType: 'data-sync', data: { eventType: 'patch', featureFlags: [], segments: [] } });
    expect(client.initialized()).toBe(true);
    tap.refuse.push({ status: 503 });
    tap.cut();
    await serve(flaghoist.api, 'while-away', 'off');
    await answers(client, 'while-away', 'off');
  });

  it('ignores a patch of the millisecond it holds, and takes the next', async () => {
    await liveFlag(flaghoist.api, 'equal-ms');
    const client = await connect();
    await answers(client, 'equal-ms', 'on');
    await serve(flaghoist.api, 'equal-ms', 'off');
    await answers(client, 'equal-ms', 'off');
    const [held] = JSON.parse(tap.toSdk.at(-1)!).data.featureFlags;
    const on = held.variations.find((one: { value: string }) => one.value === 'on').id;
    const forged = { ...held, fallthrough: { ...held.fallthrough, variations: [{ id: on, rollout: [0, 1], exptRollout: 1 }] } };
    tap.inject({ messageType: 'data-sync', data: { eventType: 'patch', featureFlags: [forged], segments: [] } });
    await liveFlag(flaghoist.api, 'equal-ms-after'); // when this one is there, the forged patch was handled
    await answers(client, 'equal-ms-after', 'on');
    expect(await client.stringVariation('equal-ms', someone, 'default')).toBe('off');
    await serve(flaghoist.api, 'equal-ms', 'on');
    await answers(client, 'equal-ms', 'on');
  });

  it('flips a rule when its segment changes, and the flag is not sent again', async () => {
    await liveFlag(flaghoist.api, 'beta-only');
    await segmentOf(flaghoist.api, 'beta', ['u-2']);
    await serveToSegment(flaghoist.api, 'beta-only', 'beta');
    const client = await connect();
    const updated: string[][] = [];
    client.on('update', (keys: string[]) => updated.push(keys));
    await answers(client, 'beta-only', 'off');
    await flaghoist.api.must('PATCH', paths.members('beta'), { included: ['u-1', 'u-2'] });
    await answers(client, 'beta-only', 'on');
    const pushed = JSON.parse(tap.toSdk.at(-1)!).data;
    expect(pushed.featureFlags).toEqual([]);
    expect(pushed.segments).toHaveLength(1);
    expect(updated.flat()).toContain('beta-only');
  });

  it('gives up on 4003 for good', async () => {
    const secret = `${'A'.repeat(22)}${flaghoist.secrets.production.server.slice(22)}`;
    const client = nodeSdk(tap.address, secret, { startWaitTime: 500 });
    await client.waitForInitialization().catch(() => {});
    await pause(5_000);
    expect(tap.upgradesAt).toHaveLength(1);
    expect(client.initialized()).toBe(false);
  });

  it('comes back about a second after 1011', async () => {
    tap.refuse.push({ closeCode: 1011 });
    const client = nodeSdk(tap.address, flaghoist.secrets.production.server);
    await eventually('it is ready all the same', () => client.initialized());
    expect(tap.upgradesAt).toHaveLength(2);
    expect(tap.upgradesAt[1]! - tap.upgradesAt[0]!).toBeGreaterThan(900);
  });

  it('comes back after 429 at about 1, 4 and 9 seconds', async () => {
    tap.refuse.push({ status: 429 }, { status: 429 }, { status: 429 });
    const client = nodeSdk(tap.address, flaghoist.secrets.production.server, { startWaitTime: 60_000 });
    await eventually('it is ready all the same', () => client.initialized(), 100_000);
    const [first, ...later] = tap.upgradesAt;
    expect(later.map((at) => Math.floor((at - first!) / 1000))).toEqual([1, 4, 9]);
  }, 120_000);

  it('polls: all, then 200 empty, with its secret in every request and never an ETag', async () => {
    await liveFlag(flaghoist.api, 'polled');
    const client = await connect({ polling: true, pollingInterval: 300, disableEvents: true });
    await answers(client, 'polled', 'on');
    const seen = tap.requests.length;
    await eventually('three more polls', () => tap.requests.length >= seen + 3);
    expect(tap.requests[0]!.body).toContain('"eventType":"full"');
    for (const poll of tap.requests) {
      expect(poll.status).toBe(200);
      expect(poll.headers.authorization).toBe(flaghoist.secrets.production.server);
      expect(poll.answerHeaders.get('etag')).toBeNull();
    }
    for (const poll of tap.requests.slice(seen + 1)) expect(poll.body).toBe('');
    await serve(flaghoist.api, 'polled', 'off');
    await answers(client, 'polled', 'off');
  });

  it('is never sent what it did not ask for', async () => {
    await liveFlag(flaghoist.api, 'plain');
    await connect();
    await connect({ polling: true, pollingInterval: 300 });
    await serve(flaghoist.api, 'plain', 'off');
    await eventually('a push', () => tap.toSdk.some((frame) => frame.includes('patch')));
    const sent = [...tap.toSdk, ...tap.requests.map((poll) => poll.body)].join('\n');
    for (const member of ['prerequisites', 'version', 'revision', 'instance']) expect(sent).not.toContain(`"${member}"`);
  });
});
