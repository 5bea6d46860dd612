import type { SecretOpens } from '@app/domain';
import type { EnvironmentChange, EnvironmentItem, EnvironmentState } from '@app/evaluation';
import { randomUUID } from 'node:crypto';
import type { EnvironmentCache } from './environment-cache';

type Exceptions = Readonly<Record<string, string>>; // the promise not kept -> why

/** `key` unlike all others unless it is given: items of one key replace each other. */
function itemAt(revision: number, key = `flag-${revision}`): EnvironmentItem {
  return { kind: 'flag', key, revision, json: JSON.stringify({ key, version: revision }) };
}

function segmentAt(revision: number, key: string): EnvironmentItem {
  return { ...itemAt(revision, key), kind: 'segment' };
}

function tombstoneAt(revision: number, key: string): EnvironmentItem {
  return { kind: 'flag', key, revision, json: JSON.stringify({ key, id: `id of ${key}`, version: revision, deleted: true }) };
}

export function environmentCacheContract(adapter: string, open: () => Promise<EnvironmentCache>, except: Exceptions = {}): void {
  const promise = (title: string, run: (cache: EnvironmentCache, environmentId: string) => Promise<void>) => {
    const reason = except[title];
    (reason ? it.failing : it)(reason ? `${title} (not so: ${reason})` : title, async () => run(await open(), randomUUID()));
  };
  const state = (environmentId: string, revision: number, ...items: EnvironmentItem[]): EnvironmentState => ({
    environmentId,
    revision,
    purgedRevision: 0,
    items,
  });
  const change = (
    environmentId: string,
    [previousRevision, revision]: [number, number],
    ...items: EnvironmentItem[]
  ): EnvironmentChange => ({
    environmentId,
    previousRevision,
    revision,
    items,
  });

  /** It may forget, never say anything else. */
  const expectOrForgotten = (kept: unknown, expected: unknown) => expect([expected, undefined]).toContainEqual(kept);

  describe(`${adapter} as EnvironmentCache`, () => {
    describe('of an environment it was never filled with', () => {
      promise('does not pretend to know anything', async (cache, environmentId) => {
        expect(await cache.changedSince(environmentId, 0)).toBeUndefined();
      });

      promise('cannot follow a change, and knows no more after it', async (cache, environmentId) => {
        expect(await cache.follow(change(environmentId, [0, 4], itemAt(4)))).toBe(false);
        expect(await cache.changedSince(environmentId, 0)).toBeUndefined();
      });

      promise('has nothing to purge', async (cache, environmentId) => {
        await cache.purge(environmentId, 9);
        expect(await cache.changedSince(environmentId, 0)).toBeUndefined();
      });
    });

    describe('filled', () => {
      promise('remembers what it was filled with', async (cache, environmentId) => {
        await cache.fill({ environmentId, revision: 7, purgedRevision: 3, items: [itemAt(7), itemAt(4), itemAt(5)] });
        const changed = await cache.changedSince(environmentId, 4);
        expect(changed).toEqual({ environmentId, revision: 7, purgedRevision: 3, items: [itemAt(5), itemAt(7)] });
      });

      promise('answers everything above 0, lowest first, as it was given', async (cache, environmentId) => {
        const odd = { ...itemAt(10, 'flag.with:signs {x}'), json: '{"key":"flag.with:signs {x}","name":"Größe \\u0000 🚀"}' };
        await cache.fill(state(environmentId, 10, odd, tombstoneAt(9, 'gone'), segmentAt(2, 'segment-id')));
        const kept = await cache.changedSince(environmentId, 0);
        expect(kept?.items).toEqual([segmentAt(2, 'segment-id'), tombstoneAt(9, 'gone'), odd]);
      });

      promise('with nothing is empty, which is not the same as unknown', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 3));
        expect(await cache.changedSince(environmentId, 0)).toEqual(state(environmentId, 3));
      });

      promise('tells a flag from a segment of the same key', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 5, itemAt(4, 'same'), segmentAt(5, 'same')));
        expect((await cache.changedSince(environmentId, 0))?.items).toEqual([itemAt(4, 'same'), segmentAt(5, 'same')]);
      });

      promise('anew forgets what is not there any more', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 5, itemAt(4, 'old'), itemAt(5, 'kept')));
        await cache.fill({ ...state(environmentId, 8, itemAt(8, 'kept')), purgedRevision: 6 });
        expect(await cache.changedSince(environmentId, 0)).toEqual({
          ...state(environmentId, 8, itemAt(8, 'kept')),
          purgedRevision: 6,
        });
      });

      promise('with what is not newer keeps what it has', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 9, itemAt(9)));
        await cache.fill(state(environmentId, 8, itemAt(8)));
        await cache.fill(state(environmentId, 9, itemAt(3)));
        expectOrForgotten(await cache.changedSince(environmentId, 0), state(environmentId, 9, itemAt(9)));
      });

      promise('keeps environments apart', async (cache, environmentId) => {
        const other = randomUUID();
        await cache.fill(state(environmentId, 3, itemAt(3)));
        await cache.fill(state(other, 6, itemAt(6)));
        await cache.follow(change(other, [6, 7], itemAt(7)));
        await cache.purge(other, 7);
        expectOrForgotten(await cache.changedSince(environmentId, 0), state(environmentId, 3, itemAt(3)));
      });
    });

    describe('following', () => {
      promise('takes the next change', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 3, itemAt(2, 'a'), itemAt(3, 'b')));
        expect(await cache.follow(change(environmentId, [3, 5], itemAt(5, 'a'), itemAt(4, 'c')))).toBe(true);
        expect(await cache.changedSince(environmentId, 0)).toEqual(
          state(environmentId, 5, itemAt(3, 'b'), itemAt(4, 'c'), itemAt(5, 'a')),
        );
        expect((await cache.changedSince(environmentId, 4))?.items).toEqual([itemAt(5, 'a')]);
      });

      promise('takes a change that holds nothing', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 3, itemAt(3)));
        expect(await cache.follow(change(environmentId, [3, 5]))).toBe(true);
        expect(await cache.changedSince(environmentId, 0)).toEqual(state(environmentId, 5, itemAt(3)));
      });

      promise('takes a tombstone in place of the item', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 3, itemAt(3, 'a')));
        await cache.follow(change(environmentId, [3, 4], tombstoneAt(4, 'a')));
        expect((await cache.changedSince(environmentId, 0))?.items).toEqual([tombstoneAt(4, 'a')]);
      });

      promise('takes items that are newer than the change', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 3, itemAt(3, 'a')));
        await cache.follow(change(environmentId, [3, 4], itemAt(6, 'a')));
        expect(await cache.changedSince(environmentId, 0)).toEqual(state(environmentId, 4, itemAt(6, 'a')));
        expect(await cache.follow(change(environmentId, [4, 6], itemAt(6, 'a')))).toBe(true);
      });

      promise('says so when a change is missing between, and stays where it is', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 3, itemAt(3)));
        expect(await cache.follow(change(environmentId, [4, 5], itemAt(5)))).toBe(false);
        expect(await cache.follow(change(environmentId, [2, 5], itemAt(5)))).toBe(false);
        expect(await cache.changedSince(environmentId, 0)).toEqual(state(environmentId, 3, itemAt(3)));
      });

      promise('a change it is past already changes nothing', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 7, itemAt(7, 'a')));
        expect(await cache.follow(change(environmentId, [3, 7], itemAt(5, 'a')))).toBe(true);
        expect(await cache.follow(change(environmentId, [3, 5], itemAt(5, 'a')))).toBe(true);
        expectOrForgotten(await cache.changedSince(environmentId, 0), state(environmentId, 7, itemAt(7, 'a')));
      });
    });

    describe('purging', () => {
      promise('forgets tombstones up to the revision, and says so from then on', async (cache, environmentId) => {
        await cache.fill(
          state(environmentId, 6, tombstoneAt(3, 'old'), itemAt(2, 'alive'), tombstoneAt(4, 'edge'), tombstoneAt(5, 'young')),
        );
        await cache.purge(environmentId, 4);
        expect(await cache.changedSince(environmentId, 0)).toEqual({
          ...state(environmentId, 6, itemAt(2, 'alive'), tombstoneAt(5, 'young')),
          purgedRevision: 4,
        });
      });

      promise('never goes back', async (cache, environmentId) => {
        await cache.fill({ ...state(environmentId, 6), purgedRevision: 5 });
        await cache.purge(environmentId, 3);
        expectOrForgotten((await cache.changedSince(environmentId, 0))?.purgedRevision, 5);
      });

      promise('lets a following change follow', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 6, tombstoneAt(3, 'old')));
        await cache.purge(environmentId, 4);
        expect(await cache.follow(change(environmentId, [6, 7], itemAt(7)))).toBe(true);
        expect(await cache.changedSince(environmentId, 0)).toEqual({ ...state(environmentId, 7, itemAt(7)), purgedRevision: 4 });
      });
    });

    describe('with several writers', () => {
      promise('is never set back by racing writers', async (cache, environmentId) => {
        const stateAt = (revision: number) => state(environmentId, revision, itemAt(revision));
        await Promise.all([3, 9, 5].map((revision) => cache.fill(stateAt(revision))));
        expectOrForgotten((await cache.changedSince(environmentId, 0))?.revision, 9);
      });

      promise('never shows part of a change', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 1));
        const writing = (async () => {
          for (let revision = 2; revision <= 40; revision++) {
            const items = ['a', 'b', 'c'].map((key) => itemAt(revision, key));
            await cache.follow(change(environmentId, [revision - 1, revision], ...items));
          }
        })();
        for (let read = 0; read < 40; read++) {
          const seen = await cache.changedSince(environmentId, 1);
          const revisions = new Set((seen?.items ?? []).map(({ revision }) => revision));
          expect(revisions.size).toBeLessThanOrEqual(1);
          for (const revision of revisions) expect(seen?.revision).toBe(revision);
        }
        await writing;
      });

      promise('takes the same changes from two of them without a gap', async (cache, environmentId) => {
        await cache.fill(state(environmentId, 1));
        const relay = async () => {
          for (let revision = 2; revision <= 20; revision++) {
            const followed = await cache.follow(change(environmentId, [revision - 1, revision], itemAt(revision, 'a')));
            if (!followed) throw new Error(`could not follow to ${revision}`);
          }
        };
        await Promise.all([relay(), relay()]);
        expectOrForgotten(await cache.changedSince(environmentId, 0), state(environmentId, 20, itemAt(20, 'a')));
      });
    });

    describe('of secrets', () => {
      const opens: SecretOpens = { environmentId: 'env-1', type: 'client', expiresAt: 1_798_761_600 };
      const hashOf = (id: string) => id.replaceAll('-', '').repeat(2);

      promise('does not know what it was not told', async (cache, id) => {
        expect(await cache.secret(hashOf(id))).toBeUndefined();
      });

      promise('remembers what one opens, and until when', async (cache, id) => {
        await cache.rememberSecret(hashOf(id), opens);
        await cache.rememberSecret(hashOf(randomUUID()), { environmentId: 'env-2', type: 'server', expiresAt: null });
        expect(await cache.secret(hashOf(id))).toEqual(opens);
      });

      promise('takes the latest', async (cache, id) => {
        await cache.rememberSecret(hashOf(id), opens);
        await cache.rememberSecret(hashOf(id), { ...opens, expiresAt: null });
        expect(await cache.secret(hashOf(id))).toEqual({ ...opens, expiresAt: null });
      });

      promise('forgets one', async (cache, id) => {
        await cache.rememberSecret(hashOf(id), opens);
        await cache.rememberSecret(hashOf(id), undefined);
        expect(await cache.secret(hashOf(id))).toBeUndefined();
      });
    });
  });
}
