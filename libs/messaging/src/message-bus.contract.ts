import { Unavailable, withCorrelation } from '@app/platform';
import { Topics } from '@app/protocol';
import type { Presence, Usage } from '@app/protocol';
import { randomUUID } from 'node:crypto';
import { eventually, pause } from '../../../test/support/eventually';
import type { JobOptions } from './jobs/job-options';
import type { Delivery, MessageBus, Outgoing } from './message-bus';
import { to } from './outgoing';

/** Quick, so that what has to do with time is seen soon. */
export const contractJobOptions: JobOptions = { parallel: 8, leaseMs: 600, maxTries: 3, backOffMs: 100, pollMs: 50 };

export interface OpenedBus {
  readonly bus: MessageBus;
  /** As if its process died: it does nothing any more, and gives nothing back. */
  kill(): Promise<void>;
}

/** A server of its own for each promise, with nothing in it. */
export interface BusServer {
  /** Another process' bus, with `contractJobOptions`. */
  open(): Promise<OpenedBus>;
  setAside(topic: string, scopeId: string): Promise<readonly { readonly body: unknown; readonly reason: string }[]>;
  /** From now on the server answers no `publish`, until the answered function is called. */
  hang(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

type Exceptions = Readonly<Record<string, string>>; // the promise not kept -> why
type Stop = () => Promise<void>;

const { presence, usage, endUsers } = Topics;

const usageOf = (scopeId: string, n: number): Outgoing<Usage> =>
  to(usage, scopeId, { environmentId: scopeId, day: '2026-01-05', endUsers: [], evaluations: n, metrics: 0, dropped: 0 });
const presenceOf = (scopeId: string, n: number): Outgoing<Presence> =>
  to(presence, scopeId, { instance: 'one', els: scopeId, sentAt: n, environments: [] });
const numbersOf = ({ bodies }: Delivery) =>
  bodies.map((body) => (body as Partial<Usage>).evaluations ?? (body as Presence).sentAt);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = () => {};
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

export function messageBusContract(adapter: string, start: () => Promise<BusServer>, except: Exceptions = {}): void {
  describe(`${adapter} as MessageBus`, () => {
    let server: BusServer;
    let opened: OpenedBus[];
    let stops: Stop[];

    beforeEach(async () => {
      server = await start();
      opened = [];
      stops = [];
    });

    afterEach(async () => {
      await Promise.all(stops.map((stop) => stop()));
      await Promise.all(opened.map(({ kill }) => kill()));
      await server.close();
    });

    const open = async (): Promise<OpenedBus> => {
      const one = await server.open();
      opened.push(one);
      return one;
    };
    const subscribe = async (
      bus: MessageBus,
      topics: readonly string[],
      batch: number,
      deliver: (one: Delivery) => Promise<void>,
    ) => {
      const stop = await bus.subscribe(topics, batch, deliver);
      stops.push(stop);
      return stop;
    };
    /** Subscribes and remembers all it gets. */
    const collect = async (bus: MessageBus, topics: readonly string[], batch = 100): Promise<Delivery[]> => {
      const got: Delivery[] = [];
      await subscribe(bus, topics, batch, async (one) => void got.push(one));
      return got;
    };
    const promise = (title: string, run: () => Promise<void>) => {
      const reason = except[title];
      (reason ? it.failing : it)(reason ? `${title} (not so: ${reason})` : title, run);
    };

    describe('a real-time message', () => {
      promise('goes to every subscriber of its topic, and to nobody else', async () => {
        const [one, other] = [await open(), await open()];
        const heard = [
          await collect(one.bus, [presence.name]),
          await collect(other.bus, [presence.name]),
          await collect(other.bus, [presence.name]),
        ];
        const elsewhere = await collect(other.bus, [Topics.workspaceChanged.name]);
        await one.bus.publish(presenceOf('els-1', 7));
        for (const got of heard) await eventually('the message', () => got.length > 0);
        for (const got of heard)
          expect(got).toMatchObject([{ topic: 'presence', scopeId: 'els-1', bodies: [presenceOf('els-1', 7).body] }]);
        expect(elsewhere).toEqual([]);
      });

      promise('carries the correlation id of what it was published in', async () => {
        const { bus } = await open();
        const got = await collect(bus, [presence.name]);
        await withCorrelation('abc-123', () => bus.publish(presenceOf('els-1', 1)));
        await eventually('the message', () => got.length > 0);
        expect(got[0]?.correlationId).toBe('abc-123');
      });

      promise('is handed over by itself, oldest first, one call at a time a scope', async () => {
        const { bus } = await open();
        let calls = 0;
        let mostAtOnce = 0;
        const got: number[] = [];
        await subscribe(bus, [presence.name], 100, async (one) => {
          mostAtOnce = Math.max(mostAtOnce, ++calls);
          await pause(2);
          got.push(...numbersOf(one));
          calls--;
        });
        for (const n of upTo(10)) await bus.publish(presenceOf('els-1', n));
        await bus.publish(...upTo(10).map((n) => presenceOf('els-1', n + 10)));
        await eventually('all messages', () => got.length === 20);
        expect(got).toEqual(upTo(20));
        expect(mostAtOnce).toBe(1);
      });

      promise('does not wait for another scope', async () => {
        const { bus } = await open();
        const stuck = gate();
        const got: string[] = [];
        await subscribe(bus, [presence.name], 1, async ({ scopeId }) => {
          if (scopeId === 'slow') await stuck.passed;
          got.push(scopeId);
        });
        await bus.publish(presenceOf('slow', 1), presenceOf('quick', 1));
        await eventually('the quick one', () => got.includes('quick'));
        expect(got).toEqual(['quick']);
        stuck.open();
      });

      promise('is lost when its handler rejects, and the next one comes', async () => {
        const { bus } = await open();
        const got: number[] = [];
        await subscribe(bus, [presence.name], 1, async (one) => {
          got.push(...numbersOf(one));
          if (got.length === 1) throw new Error('on purpose');
        });
        await bus.publish(presenceOf('els-1', 1), presenceOf('els-1', 2));
        await eventually('the next one', () => got.length === 2);
        await pause(200);
        expect(got).toEqual([1, 2]);
      });

      promise('is dropped when it is none of its topic', async () => {
        const { bus } = await open();
        const got = await collect(bus, [presence.name]);
        await bus.publish({ topic: presence, scopeId: 'els-1', body: { nothing: 'of it' } }, presenceOf('els-1', 2));
        await eventually('the good one', () => got.length > 0);
        expect(got.flatMap(numbersOf)).toEqual([2]);
      });

      promise('under way when its subscription stops is waited for, and no other comes', async () => {
        const { bus } = await open();
        const [begun, mayEnd] = [gate(), gate()];
        const ended: number[] = [];
        const stop = await subscribe(bus, [presence.name], 1, async (one) => {
          begun.open();
          await mayEnd.passed;
          ended.push(...numbersOf(one));
        });
        await bus.publish(presenceOf('els-1', 1), presenceOf('els-1', 2));
        await begun.passed;
        let stopped = false;
        const stopping = stop().then(() => (stopped = true));
        await pause(50);
        expect(stopped).toBe(false);
        mayEnd.open();
        await stopping;
        await bus.publish(presenceOf('els-1', 3));
        await pause(100);
        expect(ended).toEqual([1]);
      });
    });

    describe('publishing', () => {
      promise('is all or none', async () => {
        const { bus } = await open();
        const endless: Record<string, unknown> = {};
        endless['self'] = endless;
        const unwritable = { topic: endUsers, scopeId: 'env-1', body: endless };
        await expect(bus.publish(usageOf('env-1', 1), unwritable)).rejects.toThrow();
        await bus.publish(usageOf('env-1', 2));
        const got = await collect(bus, [usage.name, endUsers.name]);
        await eventually('the second one', () => got.length > 0);
        await pause(200);
        expect(got.flatMap(numbersOf)).toEqual([2]);
      });

      promise('sends several topics at once', async () => {
        const { bus } = await open();
        const got = await collect(bus, [usage.name, endUsers.name, presence.name]);
        await bus.publish(
          usageOf('env-1', 1),
          to(endUsers, 'env-1', { environmentId: 'env-1', endUsers: [] }),
          presenceOf('els-1', 1),
        );
        await eventually('all three', () => got.length === 3);
        expect(got.map(({ topic }) => topic).sort()).toEqual(['end-users', 'presence', 'usage']);
      });

      promise('nothing at all is fine', async () => {
        const { bus } = await open();
        await expect(bus.publish()).resolves.toBeUndefined();
      });

      promise('rejects with Unavailable when the server has not answered for 2 s', async () => {
        const { bus } = await open();
        const goOn = await server.hang();
        try {
          const from = performance.now();
          await expect(bus.publish(usageOf('env-1', 1))).rejects.toBeInstanceOf(Unavailable);
          expect(performance.now() - from).toBeGreaterThan(1_900);
        } finally {
          await goOn();
        }
        await bus.publish(usageOf('env-1', 2));
      });
    });

    describe('jobs', () => {
      promise('wait for a consumer that comes later', async () => {
        const publisher = await open();
        await publisher.bus.publish(usageOf('env-1', 1));
        await publisher.kill();
        const got = await collect((await open()).bus, [usage.name]);
        await eventually('the job', () => got.length > 0);
        expect(got).toMatchObject([{ topic: 'usage', scopeId: 'env-1', bodies: [usageOf('env-1', 1).body] }]);
      });

      promise('reach a consumer that waits, in another process as well', async () => {
        const got = await collect((await open()).bus, [usage.name]);
        await (await open()).bus.publish(usageOf('env-1', 1));
        await eventually('the job', () => got.length > 0);
      });

      promise('carry the correlation id of what they were published in; several together a new one', async () => {
        const { bus } = await open();
        await withCorrelation('alone', () => bus.publish(usageOf('env-1', 1)));
        await withCorrelation('first', () => bus.publish(usageOf('env-2', 1)));
        await withCorrelation('second', () => bus.publish(usageOf('env-2', 2)));
        const got = await collect(bus, [usage.name]);
        await eventually('both scopes', () => got.length === 2);
        const idOf = (scope: string) => got.find(({ scopeId }) => scopeId === scope)!.correlationId;
        expect(idOf('env-1')).toBe('alone');
        expect(['first', 'second', 'alone', '']).not.toContain(idOf('env-2'));
      });

      promise('come in batches of one scope, oldest first, no larger than asked for', async () => {
        const { bus } = await open();
        for (const n of upTo(12)) await bus.publish(usageOf('env-1', n), usageOf('env-2', n));
        await bus.publish(...upTo(13).map((n) => usageOf('env-1', n + 12)));
        const got = await collect(bus, [usage.name], 10);
        await eventually('all', () => got.flatMap(numbersOf).length === 37);
        const ofScope = (scope: string) => got.filter(({ scopeId }) => scopeId === scope).map(numbersOf);
        expect(ofScope('env-1').flat()).toEqual(upTo(25));
        expect(ofScope('env-2').flat()).toEqual(upTo(12));
        expect(ofScope('env-1').map(({ length }) => length)).toEqual([10, 10, 5]);
      });

      promise('each go to one consumer, one call at a time a scope, in order', async () => {
        const scopes = ['env-1', 'env-2', 'env-3'];
        const buses = [await open(), await open(), await open()];
        const calls = new Map<string, number>();
        const got: Delivery[] = [];
        let overlapped = false;
        for (const { bus } of buses) {
          await subscribe(bus, [usage.name], 3, async (one) => {
            overlapped ||= (calls.get(one.scopeId) ?? 0) > 0;
            calls.set(one.scopeId, 1);
            got.push(one);
            await pause(5);
            calls.set(one.scopeId, 0);
          });
        }
        for (const n of upTo(40)) await buses[n % 3]!.bus.publish(...scopes.map((scope) => usageOf(scope, n)));
        await eventually('all', () => got.flatMap(numbersOf).length >= 120);
        await pause(200);
        for (const scope of scopes) expect(got.filter(({ scopeId }) => scopeId === scope).flatMap(numbersOf)).toEqual(upTo(40));
        expect(overlapped).toBe(false);
      });

      promise('of one scope do not wait for those of another', async () => {
        const { bus } = await open();
        const stuck = gate();
        const got: string[] = [];
        await subscribe(bus, [usage.name], 1, async ({ scopeId }) => {
          if (scopeId === 'slow') await stuck.passed;
          got.push(scopeId);
        });
        await bus.publish(usageOf('slow', 1));
        await bus.publish(usageOf('quick', 1));
        await eventually('the quick one', () => got.includes('quick'));
        expect(got).toEqual(['quick']);
        stuck.open();
      });

      promise('that were handled never come again', async () => {
        const first = await open();
        const got = await collect(first.bus, [usage.name]);
        await first.bus.publish(...upTo(5).map((n) => usageOf('env-1', n)));
        await eventually('all', () => got.flatMap(numbersOf).length === 5);
        await Promise.all(stops.splice(0).map((stop) => stop()));
        const again = await collect((await open()).bus, [usage.name]);
        await pause(contractJobOptions.leaseMs * 1.5);
        expect(again).toEqual([]);
      });

      promise('that failed come again, later each time, before those behind them', async () => {
        const { bus } = await open();
        const tries: { readonly at: number; readonly numbers: readonly number[] }[] = [];
        await subscribe(bus, [usage.name], 1, async (one) => {
          tries.push({ at: performance.now(), numbers: numbersOf(one) });
          if (tries.length < 3) throw new Error('on purpose');
        });
        await bus.publish(usageOf('env-1', 1), usageOf('env-1', 2));
        await eventually('all', () => tries.length === 4);
        expect(tries.map(({ numbers }) => numbers)).toEqual([[1], [1], [1], [2]]);
        const waited = [1, 2].map((i) => tries[i]!.at - tries[i - 1]!.at);
        expect(waited[0]).toBeGreaterThan(contractJobOptions.backOffMs * 0.9);
        expect(waited[1]).toBeGreaterThan(contractJobOptions.backOffMs * 1.9);
      });

      promise('that fail each time are set aside, alone and with the reason', async () => {
        const { bus } = await open();
        const handled: number[] = [];
        let timesTried = 0;
        await subscribe(bus, [usage.name], 100, async (one) => {
          const numbers = numbersOf(one);
          if (numbers.includes(3)) {
            timesTried++;
            throw new Error('three cannot be handled');
          }
          handled.push(...numbers);
        });
        await bus.publish(...upTo(5).map((n) => usageOf('env-1', n)));
        await eventually('the good ones', () => handled.length === 4);
        expect(handled).toEqual([1, 2, 4, 5]);
        expect(timesTried).toBe(contractJobOptions.maxTries);
        expect(await server.setAside(usage.name, 'env-1')).toEqual([
          { body: usageOf('env-1', 3).body, reason: expect.stringContaining('three cannot be handled') as string },
        ]);
      });

      promise('that are none of their topic are set aside at once', async () => {
        const { bus } = await open();
        const got = await collect(bus, [usage.name]);
        await bus.publish({ topic: usage, scopeId: 'env-1', body: { evaluations: 1 } }, usageOf('env-1', 2));
        await eventually('the good one', () => got.length > 0);
        expect(got.flatMap(numbersOf)).toEqual([2]);
        expect(await server.setAside(usage.name, 'env-1')).toMatchObject([
          { body: { evaluations: 1 }, reason: expect.stringContaining('environmentId') as string },
        ]);
      });

      promise('wait as long as what they need is away', async () => {
        const { bus } = await open();
        const lastTry = contractJobOptions.maxTries + 3;
        let tries = 0;
        await subscribe(bus, [usage.name], 1, async () => {
          if (++tries < lastTry) throw new Unavailable('on purpose');
        });
        await bus.publish(usageOf('env-1', 1));
        await eventually('the last try', () => tries === lastTry);
        await pause(contractJobOptions.backOffMs * 3);
        expect(tries).toBe(lastTry);
        expect(await server.setAside(usage.name, 'env-1')).toEqual([]);
      });

      promise('of a consumer that died go to another', async () => {
        const dying = await open();
        const [begun, end] = [gate(), gate()];
        const stop = await dying.bus.subscribe([usage.name], 100, () => (begun.open(), end.passed));
        await dying.bus.publish(usageOf('env-1', 1), usageOf('env-1', 2));
        await begun.passed;
        await dying.kill();
        const got = await collect((await open()).bus, [usage.name]);
        await eventually('both jobs', () => got.flatMap(numbersOf).length === 2);
        expect(got.flatMap(numbersOf)).toEqual([1, 2]);
        end.open();
        await stop();
      });

      promise('of a consumer that takes long stay with it', async () => {
        const [slow, other] = [await open(), await open()];
        let calls = 0;
        const deliver = async () => {
          calls++;
          await pause(contractJobOptions.leaseMs * 3);
        };
        await subscribe(slow.bus, [usage.name], 1, deliver);
        await subscribe(other.bus, [usage.name], 1, deliver);
        await slow.bus.publish(usageOf('env-1', 1));
        await eventually('the call', () => calls > 0);
        await pause(contractJobOptions.leaseMs * 4);
        expect(calls).toBe(1);
      });

      promise('under way when their subscription stops are waited for, and the rest stays', async () => {
        const { bus } = await open();
        const [begun, mayEnd] = [gate(), gate()];
        const ended: number[] = [];
        const stop = await subscribe(bus, [usage.name], 1, async (one) => {
          begun.open();
          await mayEnd.passed;
          ended.push(...numbersOf(one));
        });
        await bus.publish(usageOf('env-1', 1), usageOf('env-1', 2));
        await begun.passed;
        let stopped = false;
        const stopping = stop().then(() => (stopped = true));
        await pause(contractJobOptions.leaseMs * 1.5);
        expect(stopped).toBe(false);
        mayEnd.open();
        await stopping;
        expect(ended).toEqual([1]);
        const rest = await collect(bus, [usage.name]);
        await eventually('the rest', () => rest.length > 0);
        expect(rest.flatMap(numbersOf)).toEqual([2]);
      });

      promise('lose nothing and double nothing when consumers come and go', async () => {
        const publisher = await open();
        const scopes = upTo(5).map(() => randomUUID());
        const got: Delivery[] = [];
        const coming = (async () => {
          for (let round = 0; round < 6; round++) {
            const stop = await (
              await open()
            ).bus.subscribe([usage.name], 7, async (one) => {
              await pause(1);
              got.push(one);
            });
            await pause(30);
            if (round < 5) await stop();
            else stops.push(stop);
          }
        })();
        for (const n of upTo(30)) await publisher.bus.publish(...scopes.map((scope) => usageOf(scope, n)));
        await coming;
        await eventually('all', () => got.flatMap(numbersOf).length >= 150);
        await pause(200);
        for (const scope of scopes) expect(got.filter(({ scopeId }) => scopeId === scope).flatMap(numbersOf)).toEqual(upTo(30));
      });
    });
  });
}
