import { Client } from 'pg';
import { EnvironmentReader, Leases, Outbox, Tombstones } from '@app/domain';
import type { OutboxRow } from '@app/domain';
import type { EnvironmentItem } from '@app/evaluation';
import { MessageBus } from '@app/messaging';
import type { Outgoing } from '@app/messaging';
import { createLog } from '@app/platform';
import { Topics } from '@app/protocol';
import type { EnvironmentChanged } from '@app/protocol';
import { MemoryEnvironmentCache } from '../../../../libs/cache/testing';
import { freshApi, production, project } from '../../../../test/support/api';
import type { TestApi } from '../../../../test/support/api';
import { Announcer } from './announcer';
import { Delivery } from './delivery';
import { laneName } from './lane';
import type { LaneOf } from './lane';
import { Relay } from './relay';
import { Sweeper } from './sweeper';
import { TombstonePurge } from './tombstone-purge';

/** Keeps what was said; `onMessage` of nobody. */
class RecordingBus extends MessageBus {
  readonly said: Outgoing[] = [];
  async publish(...messages: readonly Outgoing[]): Promise<void> {
    this.said.push(...messages);
  }
  async subscribe() {
    return async () => {};
  }
  onReconnect() {
    return () => {};
  }
  get hints(): EnvironmentChanged[] {
    return this.said.filter(({ topic }) => topic === Topics.environmentChanged).map(({ body }) => body as EnvironmentChanged);
  }
}

let api: TestApi;
let lane: LaneOf;
let database: Client;

/** Its own relays are silent here: each test relays for itself. */
beforeAll(async () => {
  api = await freshApi();
  await api.app.get(Delivery, { strict: false }).idle();
  jest.spyOn(api.app.get(Delivery, { strict: false }), 'relay').mockImplementation(() => {});
  const environment = (await api.call('GET', production)).body.id as string;
  lane = { environmentId: environment, workspaceId: (await api.call('GET', '/workspaces/main')).body.id as string };
  database = new Client({ connectionString: api.config.POSTGRES_URL });
  await database.connect();
});
afterAll(async () => {
  jest.restoreAllMocks();
  await database.end();
  await api.close();
});
beforeEach(() => database.query('TRUNCATE outbox, lease'));

const port = <T>(token: abstract new (...args: never[]) => T): T => api.app.get(token as never, { strict: false });
const silent = createLog({ app: 'api', level: 'silent' });

/** A relay of one's own, as another replica would have it. */
function replica(
  parts: {
    reader?: EnvironmentReader;
    outbox?: Outbox;
    leases?: Leases;
    cache?: MemoryEnvironmentCache;
    bus?: RecordingBus;
  } = {},
) {
  const {
    reader = port(EnvironmentReader),
    outbox = port(Outbox),
    leases = port(Leases),
    cache = new MemoryEnvironmentCache(),
    bus = new RecordingBus(),
  } = parts;
  const announcer = new Announcer(reader, cache, bus);
  const relay = new Relay(outbox, leases, announcer);
  return { relay, announcer, cache, bus, reader };
}

let made = 0;
const aFlag = async (variations?: object[]) => {
  const key = `flag-${(made += 1)}`;
  await api.call('POST', `${project}/flags`, { key, type: variations ? 'string' : 'boolean', variations });
  await database.query('TRUNCATE outbox');
  return `${production}/flags/${key}/targeting`;
};
const toggle = async (targeting: string, enabled: boolean) =>
  (await api.call('PATCH', targeting, { enabled })).body.revision as number;
const rows = () => port(Outbox).rows('delivery', lane);
const keptBy = (cache: MemoryEnvironmentCache) => cache.changedSince(lane.environmentId!, 0);
const everything = () => port(EnvironmentReader).changedSince(lane.environmentId!, 0);

describe('a relay', () => {
  it('fills a cache that knows nothing, says what changed, and is done with the row', async () => {
    const targeting = await aFlag();
    const revision = await toggle(targeting, true);
    const { relay, cache, bus } = replica();
    expect(await relay.run(lane)).toBe('all');
    expect(await rows()).toEqual([]);
    expect(await keptBy(cache)).toEqual(await everything());
    expect(bus.said).toMatchObject([{ topic: Topics.environmentChanged, scopeId: lane.environmentId }]);
    const [hint] = bus.hints;
    expect(hint).toMatchObject({
      environmentId: lane.environmentId,
      revision,
      items: [{ kind: 'flag', key: `flag-${made}`, revision }],
    });
    expect(hint!.instance).toBe((await api.call('GET', '/me')).body.instance.id);
    expect(hint).not.toHaveProperty('secrets');
    expect(JSON.parse(hint!.items![0]!.json)).toMatchObject({ key: `flag-${made}`, isEnabled: true, version: revision });
  });

  it('goes in order of revision, each on top of the one before', async () => {
    const targeting = await aFlag();
    const revisions: number[] = [];
    for (const enabled of [true, false, true]) revisions.push(await toggle(targeting, enabled));
    const { relay, cache, bus } = replica();
    await relay.run(lane);
    expect(bus.hints.map(({ revision }) => revision)).toEqual(revisions);
    expect(bus.hints.slice(1).map(({ previousRevision }) => previousRevision)).toEqual(revisions.slice(0, -1));
    expect(await keptBy(cache)).toEqual(await everything());
  });

  it('takes a cache along that knows what was before', async () => {
    const targeting = await aFlag();
    const { relay, cache } = replica();
    await cache.fill((await everything())!);
    const fill = jest.spyOn(cache, 'fill');
    await toggle(targeting, true);
    await relay.run(lane);
    expect(fill).not.toHaveBeenCalled();
    expect(await keptBy(cache)).toEqual(await everything());
  });

  it('lets the cache know before anybody hears of it', async () => {
    const revision = await toggle(await aFlag(), true);
    const { relay, cache, bus } = replica();
    const known: (number | undefined)[] = [];
    const publish = bus.publish.bind(bus);
    bus.publish = async (...messages) => {
      known.push((await keptBy(cache))?.revision);
      await publish(...messages);
    };
    await relay.run(lane);
    expect(known).toEqual([revision]);
  });

  it('says nothing of what would not fit: whoever hears it loads', async () => {
    const targeting = await aFlag([
      { key: 'large', value: 'x'.repeat(7_000) },
      { key: 'small', value: '' },
    ]);
    await toggle(targeting, true);
    const { relay, bus } = replica();
    await relay.run(lane);
    expect(bus.hints).toHaveLength(1);
    expect(bus.hints[0]).not.toHaveProperty('items');
  });

  it('announces what left', async () => {
    await aFlag();
    const archived = await api.call('POST', `${project}/flags/flag-${made}/archive`);
    const { relay, bus } = replica();
    await relay.run(lane);
    const [item] = bus.hints.at(-1)!.items as EnvironmentItem[];
    expect(JSON.parse(item!.json)).toEqual({ key: `flag-${made}`, id: archived.body.id, version: item!.revision, deleted: true });
  });

  it('tells of secrets, and the cache what they open', async () => {
    const environments = [{ key: 'fresh' }];
    const { body } = await api.call('POST', '/workspaces/main/projects', { key: 'with-secrets', environments });
    const fresh = { ...lane, environmentId: body.environments[0].id as string };
    const { relay, cache, bus } = replica();
    await relay.run(fresh);
    expect(bus.hints).toMatchObject([{ environmentId: fresh.environmentId, previousRevision: 0, secrets: true, items: [] }]);
    const { rows: secrets } = await database.query<{ hash: string }>(
      'SELECT hash FROM environment_secret WHERE environment_id = $1',
      [fresh.environmentId],
    );
    for (const { hash } of secrets)
      expect(await cache.secret(hash)).toMatchObject({ environmentId: fresh.environmentId, expiresAt: null });
    expect(secrets).toHaveLength(2);
  });

  it('says that policies changed to the workspace', async () => {
    const { announcer, bus } = replica();
    const row: OutboxRow = {
      lane: 'delivery',
      environmentId: null,
      workspaceId: lane.workspaceId,
      revision: 8,
      previousRevision: 7,
      changeSet: lane.workspaceId,
      secrets: [],
      createdAt: new Date(),
    };
    await announcer.announce(row);
    expect(bus.said).toMatchObject([
      { topic: Topics.workspaceChanged, scopeId: lane.workspaceId, body: { workspaceId: lane.workspaceId, policyRevision: 8 } },
    ]);
  });

  it('says of an environment that is gone that there may be something to see', async () => {
    const { announcer, bus } = replica();
    const environmentId = '00000000-0000-4000-8000-000000000000';
    await announcer.announce({
      ...lane,
      lane: 'delivery',
      environmentId,
      revision: 2,
      previousRevision: 1,
      changeSet: environmentId,
      secrets: ['ab'],
      createdAt: new Date(),
    });
    expect(bus.hints).toEqual([{ instance: expect.any(String), environmentId, previousRevision: 1, revision: 2, secrets: true }]);
  });
});

/** Fails the first time it is called. */
function failsOnce<T extends object, K extends keyof T & string>(target: T, method: K): T {
  const proper = target[method] as unknown as (...args: unknown[]) => unknown;
  let failed = false;
  const flawed = (...args: unknown[]) => {
    if (failed) return proper.apply(target, args);
    failed = true;
    return Promise.reject(new Error(`${method} failed`));
  };
  return new Proxy(target, { get: (of, name) => (name === method ? flawed : bound(of, name)) });
}
const bound = (of: object, name: string | symbol) => {
  const member = Reflect.get(of, name) as unknown;
  return typeof member === 'function' ? (member.bind(of) as unknown) : member;
};

describe('what a relay left behind', () => {
  /** As a second later. */
  const sweepOnce = async (delivery: Delivery): Promise<void> => {
    await database.query(`UPDATE outbox SET created_at = created_at - interval '1 second'`);
    await new Sweeper(port(Outbox), delivery, silent).sweep();
    await delivery.idle();
  };
  /** All there are between a commit and the row's end, in their order, but those of the two cases below. */
  const steps: [string, () => Parameters<typeof replica>[0]][] = [
    ['taking the lease', () => ({ leases: failsOnce(port(Leases), 'take') })],
    ['reading the rows', () => ({ outbox: failsOnce(port(Outbox), 'rows') })],
    ['reading the items', () => ({ reader: failsOnce(port(EnvironmentReader), 'changedSince') })],
    ['following with the cache', () => ({ cache: failsOnce(new MemoryEnvironmentCache(), 'follow') })],
    ['filling the cache', () => ({ cache: failsOnce(new MemoryEnvironmentCache(), 'fill') })],
    ['reading whose data these are', () => ({ reader: failsOnce(port(EnvironmentReader), 'instance') })],
    ['publishing', () => ({ bus: failsOnce(new RecordingBus(), 'publish') })],
    ['deleting the row', () => ({ outbox: failsOnce(port(Outbox), 'done') })],
  ];
  it.each(steps)('at %s the sweeper mends', async (_, parts) => {
    const targeting = await aFlag();
    const revisions = [await toggle(targeting, true), await toggle(targeting, false)];
    const { relay, cache, bus } = replica(parts());
    const delivery = new Delivery(relay, silent);
    delivery.relay([lane]);
    await delivery.idle();
    expect((await rows()).length).toBeGreaterThan(0);

    await sweepOnce(delivery);
    expect(await rows()).toEqual([]);
    expect(await keptBy(cache)).toEqual(await everything());
    expect([...new Set(bus.hints.map(({ revision }) => revision))]).toEqual(revisions);
  });

  const secretSteps: [string, () => Parameters<typeof replica>[0]][] = [
    ['looking a secret up', () => ({ reader: failsOnce(port(EnvironmentReader), 'secret') })],
    ['telling the cache of a secret', () => ({ cache: failsOnce(new MemoryEnvironmentCache(), 'rememberSecret') })],
  ];
  it.each(secretSteps)('at %s the sweeper mends', async (_, parts) => {
    await api.call('POST', `${production}/secrets`, { name: 'One more', type: 'client' });
    const [row] = await rows();
    const { relay, cache, bus } = replica(parts());
    const delivery = new Delivery(relay, silent);
    delivery.relay([lane]);
    await delivery.idle();
    expect([(await rows()).length, bus.hints.length]).toEqual([1, 0]);

    await sweepOnce(delivery);
    expect(await rows()).toEqual([]);
    expect(await cache.secret(row!.secrets[0]!)).toMatchObject({ environmentId: lane.environmentId, type: 'client' });
    expect(bus.hints).toMatchObject([{ revision: row!.revision, secrets: true }]);
  });

  it('at letting go of the lease is nothing: all was said, and the lease ends by itself', async () => {
    await toggle(await aFlag(), true);
    const { relay, bus } = replica({ leases: failsOnce(port(Leases), 'release') });
    await expect(relay.run(lane)).rejects.toThrow('release failed');
    expect([await rows(), bus.hints.length]).toEqual([[], 1]);
    await database.query(`UPDATE lease SET until = until - interval '3 seconds'`);
    expect(await replica().relay.run(lane)).toBe('all');
  });

  it('before its first step the sweeper of any replica finds', async () => {
    const revision = await toggle(await aFlag(), true); // its writer's relay is silent here
    const { relay, bus } = replica();
    await sweepOnce(new Delivery(relay, silent));
    expect(await rows()).toEqual([]);
    expect(bus.hints.map((hint) => hint.revision)).toEqual([revision]);
  });

  it('is found at the next look when the sweeper cannot see it', async () => {
    await toggle(await aFlag(), true);
    const { relay, bus } = replica();
    const delivery = new Delivery(relay, silent);
    const sweeper = new Sweeper(failsOnce(port(Outbox), 'waiting'), delivery, silent);
    await database.query(`UPDATE outbox SET created_at = created_at - interval '1 second'`);
    await sweeper.sweep();
    expect([(await rows()).length, bus.hints.length]).toEqual([1, 0]);
    await sweeper.sweep();
    await delivery.idle();
    expect([await rows(), bus.hints.length]).toEqual([[], 1]);
  });

  it('is logged once, however often it fails, and once when it is mended', async () => {
    const targeting = await aFlag();
    await toggle(targeting, true);
    const lines: { level: string; msg: string }[] = [];
    const log = createLog({
      app: 'api',
      level: 'debug',
      destination: { write: (line) => void lines.push(JSON.parse(line) as never) },
    });
    const bus = new RecordingBus();
    const publish = jest.spyOn(bus, 'publish').mockRejectedValue(new Error('the queue is away'));
    const delivery = new Delivery(replica({ bus }).relay, log);
    for (let i = 0; i < 3; i++) {
      delivery.relay([lane]);
      await delivery.idle();
    }
    publish.mockRestore();
    delivery.relay([lane]);
    await delivery.idle();
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['warn', 'changes wait to be announced'],
      ['info', 'changes are announced again'],
    ]);
  });

  it('is left alone while it is young: whoever wrote it is at it', async () => {
    await toggle(await aFlag(), true);
    const delivery = new Delivery(replica().relay, silent);
    await new Sweeper(port(Outbox), delivery, silent).sweep();
    await delivery.idle();
    expect(await rows()).toHaveLength(1);
  });
});

describe('a delivery', () => {
  it('looks again when it is told of more while it works', async () => {
    const targeting = await aFlag();
    await toggle(targeting, true);
    let told = false;
    const seeingNothing = async (...args: Parameters<Outbox['rows']>) => {
      const seen = await port(Outbox).rows(...args);
      if (seen.length === 0 && !told) {
        told = true;
        await toggle(targeting, false);
        delivery.relay([lane]); // after the last look, before the relay is over
      }
      return seen;
    };
    const outbox = new Proxy(port(Outbox), { get: (of, name) => (name === 'rows' ? seeingNothing : bound(of, name)) });
    const { relay, bus } = replica({ outbox });
    const delivery = new Delivery(relay, silent);
    delivery.relay([lane]);
    await delivery.idle();
    expect([await rows(), bus.hints.length]).toEqual([[], 2]);
  });
});

describe('two replicas', () => {
  it('never announce in one lane at once, and leave nothing behind', async () => {
    const targeting = await aFlag();
    const cache = new MemoryEnvironmentCache();
    const bus = new RecordingBus();
    let [now, most] = [0, 0];
    const publish = bus.publish.bind(bus);
    bus.publish = async (...messages) => {
      most = Math.max(most, (now += 1));
      await new Promise((resolve) => setTimeout(resolve, 2));
      await publish(...messages);
      now -= 1;
    };
    const deliveries = [new Delivery(replica({ cache, bus }).relay, silent), new Delivery(replica({ cache, bus }).relay, silent)];
    const revisions: number[] = [];
    for (let i = 0; i < 20; i++) {
      revisions.push(await toggle(targeting, i % 2 === 0));
      deliveries[i % 2]!.relay([lane]);
    }
    await Promise.all(deliveries.map((one) => one.idle()));
    expect(await rows()).toEqual([]);
    expect(most).toBe(1);
    expect(bus.hints.map(({ revision }) => revision)).toEqual(revisions);
    expect(await keptBy(cache)).toEqual(await everything());
  });

  it('wait for the lease of one that was killed, no longer', async () => {
    await toggle(await aFlag(), true);
    await port(Leases).take(laneName(lane), 'killed', 300);
    const { relay, bus } = replica();
    expect(await relay.run(lane)).toBe('another-does');
    const delivery = new Delivery(relay, silent);
    delivery.relay([lane]);
    await delivery.idle();
    expect([await rows(), bus.hints.length]).toEqual([[], 1]);
  });

  it('let go of a lane when they are done', async () => {
    await toggle(await aFlag(), true);
    const [one, other] = [replica().relay, replica().relay];
    expect([await one.run(lane), await other.run(lane)]).toEqual(['all', 'all']);
    expect((await database.query('SELECT name FROM lease')).rows).toEqual([]);
  });
});

describe('old tombstones', () => {
  it('are purged, in the cache as well, by one replica at a time', async () => {
    await aFlag();
    await api.call('POST', `${project}/flags/flag-${made}/archive`);
    const cache = new MemoryEnvironmentCache();
    await cache.fill((await everything())!);
    const purge = new TombstonePurge(port(Tombstones), cache, port(Leases), silent, 30);
    await purge.purge();
    const tombstones = (state: { items: readonly EnvironmentItem[] } | undefined) =>
      state!.items.filter(({ json }) => json.includes('"deleted":true'));
    expect(tombstones(await everything()).map(({ key }) => key)).toContain(`flag-${made}`);

    await database.query(`UPDATE tombstone SET removed_at = removed_at - interval '30 days'`);
    await port(Leases).take('tombstones', 'another', 10_000);
    await purge.purge();
    expect(tombstones(await everything()).length).toBeGreaterThan(0);
    await port(Leases).release('tombstones', 'another');
    await purge.purge();
    expect(tombstones(await everything())).toEqual([]);
    expect((await everything())!.purgedRevision).toBeGreaterThan(0);
    expect(await keptBy(cache)).toEqual(await everything());
  });
});
