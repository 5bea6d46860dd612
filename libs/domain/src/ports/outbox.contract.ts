import { aKey, means, promises } from './given.contract';
import type { Exceptions, Kept, Place } from './given.contract';

const everything = Number.MAX_SAFE_INTEGER;
const ownOf = (place: Place, key = 'production') => ({
  environmentId: place.environment(key).id,
  workspaceId: place.workspace.id,
});

export function outboxContract(adapter: string, open: () => Promise<Kept>, except: Exceptions = {}): void {
  const promise = promises(open, except);

  describe(`${adapter} as Outbox`, () => {
    promise('has what was committed, lowest revision first, until it is done', async ({ outbox }, given) => {
      const place = await given.project();
      const flag = await given.flag(place);
      const own = ownOf(place);
      await outbox.done('delivery', own, everything);
      const revisions: number[] = [];
      for (const enabled of [true, false, true]) {
        const { raised } = await given.target(place.environment('production'), flag.key, { enabled });
        revisions.push(raised[0]!.revision);
      }
      const rows = await outbox.rows('delivery', own);
      expect(rows.map(({ revision }) => revision)).toEqual(revisions);
      expect(rows[1]!.previousRevision).toBe(revisions[0]);
      await outbox.done('delivery', own, revisions[1]!);
      expect((await outbox.rows('delivery', own)).map(({ revision }) => revision)).toEqual(revisions.slice(2));
      await outbox.done('delivery', own, revisions[1]!); // again: harmless
      expect(await outbox.rows('delivery', own)).toHaveLength(1);
    });

    promise('keeps environments apart, and the workspace’s own rows from theirs', async ({ outbox }, given) => {
      const place = await given.project();
      await outbox.done('delivery', ownOf(place), everything);
      expect(await outbox.rows('delivery', ownOf(place))).toEqual([]);
      expect(await outbox.rows('delivery', ownOf(place, 'staging'))).toHaveLength(1);
      expect(await outbox.rows('delivery', { environmentId: null, workspaceId: place.workspace.id })).toEqual([]);
      await outbox.done('delivery', { environmentId: null, workspaceId: place.workspace.id }, everything);
      expect(await outbox.rows('delivery', ownOf(place, 'staging'))).toHaveLength(1);
    });

    promise('says who waits, once each, and since how long', async ({ outbox }, given) => {
      const place = await given.project();
      await given.flag(place);
      const waiting = async (olderThanMs: number) =>
        (await outbox.waiting('delivery', olderThanMs)).filter(({ workspaceId }) => workspaceId === place.workspace.id);
      expect(await waiting(60_000)).toEqual([]);
      const all = place.environments.map(({ id }) => ({ environmentId: id, workspaceId: place.workspace.id }));
      expect(await waiting(0)).toHaveLength(2);
      expect(await waiting(0)).toEqual(expect.arrayContaining(all));
      for (const own of all) await outbox.done('delivery', own, everything);
      expect(await waiting(0)).toEqual([]);
    });
  });
}

export function leasesContract(adapter: string, open: () => Promise<Kept>, except: Exceptions = {}): void {
  const promise = promises(open, except);

  describe(`${adapter} as Leases`, () => {
    promise('gives a lease to one owner, who may renew it', async ({ leases }) => {
      const name = aKey('lease');
      expect(await leases.take(name, 'one', 60_000)).toBe(true);
      expect(await leases.take(name, 'other', 60_000)).toBe(false);
      expect(await leases.take(name, 'one', 60_000)).toBe(true);
      expect(await leases.take(aKey('lease'), 'other', 60_000)).toBe(true);
    });

    promise('gives it to exactly one of many who ask at once', async ({ leases }) => {
      const name = aKey('lease');
      const taken = await Promise.all(Array.from({ length: 12 }, (_, i) => leases.take(name, `owner ${i}`, 60_000)));
      expect(taken.filter((one) => one)).toHaveLength(1);
    });

    promise('gives it to another one when its time is over', async ({ leases }) => {
      const name = aKey('lease');
      expect(await leases.take(name, 'one', 1)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await leases.take(name, 'other', 60_000)).toBe(true);
      expect(await leases.take(name, 'one', 60_000)).toBe(false);
    });

    promise('is let go by its owner alone', async ({ leases }) => {
      const name = aKey('lease');
      await leases.take(name, 'one', 60_000);
      await leases.release(name, 'other');
      expect(await leases.take(name, 'other', 60_000)).toBe(false);
      await leases.release(name, 'one');
      expect(await leases.take(name, 'other', 60_000)).toBe(true);
    });
  });
}

export function tombstonesContract(adapter: string, open: () => Promise<Kept>, except: Exceptions = {}): void {
  const promise = promises(open, except);

  describe(`${adapter} as Tombstones`, () => {
    promise('forgets old ones and says up to which revision, per environment', async (kept, given) => {
      const place = await given.project();
      const [flag, segment] = [await given.flag(place), await given.segment(place)];
      const production = place.environment('production');
      await given.define(place, flag.key, (one) => one.archive(means.at));
      const { raised } = await given.defineSegment(place, segment.key, (one) => one.archive(means.at));
      const ours = <T extends { environmentId: string }>(all: readonly T[]) =>
        all.filter(({ environmentId }) => place.environments.some(({ id }) => id === environmentId));
      expect(ours(await kept.tombstones.purge(3_600_000))).toEqual([]);
      expect((await kept.environments.changedSince(production.id, 0))!.items).toHaveLength(2);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const purged = ours(await kept.tombstones.purge(5));
      const newest = raised.map(({ environmentId, revision }) => ({ environmentId, purgedRevision: revision }));
      expect(purged).toHaveLength(2);
      expect(purged).toEqual(expect.arrayContaining(newest));
      const after = (await kept.environments.changedSince(production.id, 0))!;
      expect(after.items).toEqual([]);
      expect(after.purgedRevision).toBe(newest.find(({ environmentId }) => environmentId === production.id)!.purgedRevision);
      expect(ours(await kept.tombstones.purge(5))).toEqual([]);
    });

    promise('raises no revision: nothing changed for an SDK that is up to date', async (kept, given) => {
      const place = await given.project();
      const flag = await given.flag(place);
      await given.define(place, flag.key, (one) => one.archive(means.at));
      const revisions = async () =>
        (await given.place(place.project.id)).environments.map(({ revision, rowVersion }) => [revision, rowVersion]);
      const before = await revisions();
      await new Promise((resolve) => setTimeout(resolve, 20));
      await kept.tombstones.purge(5);
      expect(await revisions()).toEqual(before);
    });
  });
}
