import { createHash, randomUUID } from 'node:crypto';
import { toDefinition } from '../definitions/to-definition';
import { Environment } from '../hierarchy/environment';
import { Project } from '../hierarchy/project';
import { Secret } from '../hierarchy/secret';
import { means, promises, sealed, within } from './given.contract';
import type { Exceptions, Given, Kept, Place } from './given.contract';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A secret of that environment; answers its value's hash. */
async function aSecret(given: Given, place: Place, expiresAt: number | null): Promise<string> {
  const production = place.environment('production');
  const value = randomUUID();
  const draft = {
    id: randomUUID(),
    environmentId: production.id,
    name: 'Key',
    type: 'server' as const,
    expiresAt,
    value: undefined,
  };
  const secret = Secret.create(draft, sealed(value), means.at);
  await given.commit(within(production), () => ({ writes: [secret.write()!], raise: [production.id] }));
  return sha256(value);
}

export function environmentReaderContract(adapter: string, open: () => Promise<Kept>, except: Exceptions = {}): void {
  const promise = promises(open, except);
  const toFlag = { weights: [{ variation: 'on', weight: 100_000 }] };

  describe(`${adapter} as EnvironmentReader`, () => {
    promise('knows the instance, made with the database', async ({ environments, reader }) => {
      const id = await environments.instance();
      expect(id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
      expect(await environments.instance()).toBe(id);
      expect(await reader.instance()).toEqual({ id });
    });

    describe('everything of an environment', () => {
      promise('is its flags and segments as definitions, lowest revision first', async (kept, given) => {
        const place = await given.project();
        const [first, segment, second] = [await given.flag(place), await given.segment(place), await given.flag(place)];
        const production = place.environment('production');
        await given.target(production, first.key, {
          rules: [{ key: 'beta', conditions: [{ operator: 'InSegment', values: [segment.key] }], serve: toFlag }],
        });
        const state = (await kept.environments.changedSince(production.id, 0))!;
        expect(state).toMatchObject({ environmentId: production.id, purgedRevision: 0 });
        expect(state.items.map(({ kind, key }) => [kind, key])).toEqual([
          ['segment', segment.id],
          ['flag', second.key],
          ['flag', first.key],
        ]);
        expect(state.items.at(-1)!.revision).toBe(state.revision);
        const targeting = (await kept.reader.targeting(production.id, first.key))!;
        const flag = (await kept.reader.flag(place.project.id, first.key))!;
        expect(JSON.parse(state.items[2]!.json)).toEqual(JSON.parse(JSON.stringify(toDefinition(flag, targeting))));
        const side = (await kept.reader.segmentTargeting(production.id, segment.key))!;
        expect(JSON.parse(state.items[0]!.json)).toEqual(JSON.parse(JSON.stringify(toDefinition(segment, side))));
        for (const { json, revision } of state.items)
          expect(JSON.parse(json)).toMatchObject({ version: revision, envId: production.id });
      });

      promise('is nothing where nothing is, and undefined where there is no environment', async ({ environments }, given) => {
        const production = (await given.project()).environment('production');
        const { revision } = production;
        expect(await environments.changedSince(production.id, 0)).toEqual({
          environmentId: production.id,
          revision,
          purgedRevision: 0,
          items: [],
        });
        expect(await environments.changedSince(randomUUID(), 0)).toBeUndefined();
        expect(await environments.changedSince('not an id', 0)).toBeUndefined();
      });

      promise('is of that environment alone', async (kept, given) => {
        const [place, elsewhere] = [await given.project(), await given.project()];
        const flag = await given.flag(place);
        await given.flag(elsewhere);
        await given.target(place.environment('staging'), flag.key, { enabled: true });
        const { items } = (await kept.environments.changedSince(place.environment('production').id, 0))!;
        expect(items.map(({ key, json }) => [key, (JSON.parse(json) as { isEnabled: boolean }).isEnabled])).toEqual([
          [flag.key, false],
        ]);
      });
    });

    describe('what changed since a revision', () => {
      promise('is what lies above it, tombstones included', async (kept, given) => {
        const place = await given.project();
        const [kept1, gone, edited] = [await given.flag(place), await given.flag(place), await given.flag(place)];
        const production = place.environment('production');
        const { revision } = (await kept.environments.changedSince(production.id, 0))!;
        await given.define(place, gone.key, (flag) => flag.archive(means.at));
        await given.target(production, edited.key, { enabled: true });
        const state = (await kept.environments.changedSince(production.id, revision))!;
        expect(state.items.map(({ kind, key }) => [kind, key])).toEqual([
          ['flag', gone.key],
          ['flag', edited.key],
        ]);
        const [tombstone] = state.items;
        expect(tombstone!.json).toBe(`{"key":"${gone.key}","id":"${gone.id}","version":${tombstone!.revision},"deleted":true}`);
        expect(state.items.map(({ key }) => key)).not.toContain(kept1.key);
        expect((await kept.environments.changedSince(production.id, state.revision))!.items).toEqual([]);
      });

      promise(
        'never reports a revision whose items it lacks, while others commit',
        async (kept, given) => {
          const place = await given.project();
          const flags = [await given.flag(place), await given.flag(place)];
          const production = place.environment('production');
          const committed = new Map<string, number>();
          let writing = true;
          const write = async () => {
            for (let i = 0; i < 40; i++) {
              const { key } = flags[i % 2]!;
              const archive = i % 8 >= 6;
              const [raised] = archive
                ? await archiveAndRestore(given, place, key, production.id)
                : (await given.target(production, key, { individualTargets: [{ variation: 'on', endUsers: [`u-${i}`] }] }))
                    .raised;
              committed.set(key, raised!.revision);
            }
            writing = false;
          };
          const read = async () => {
            while (writing) {
              const known = new Map(committed);
              const { revision, items } = (await kept.environments.changedSince(production.id, 0))!;
              for (const { key, revision: item } of items) expect(item).toBeGreaterThanOrEqual(known.get(key) ?? 0);
              expect(items.map(({ key }) => key).sort()).toEqual(flags.map(({ key }) => key).sort());
              expect(Math.max(...items.map((item) => item.revision))).toBeGreaterThanOrEqual(revision);
            }
          };
          await Promise.all([write(), read(), read()]);
        },
        60_000,
      );
    });

    describe('a secret', () => {
      promise('opens its environment for its kind of SDK, and says until when', async ({ environments }, given) => {
        const place = await given.project();
        const environmentId = place.environment('production').id;
        const inAnHour = Math.floor(Date.now() / 1000) + 3_600;
        expect(await environments.secret(await aSecret(given, place, null))).toEqual({
          environmentId,
          type: 'server',
          expiresAt: null,
        });
        expect(await environments.secret(await aSecret(given, place, inAnHour))).toEqual({
          environmentId,
          type: 'server',
          expiresAt: inAnHour,
        });
      });

      promise('opens nothing when it is unknown or expired', async ({ environments }, given) => {
        const place = await given.project();
        expect(await environments.secret(sha256('unknown'))).toBeUndefined();
        expect(await environments.secret("' OR true --")).toBeUndefined();
        expect(await environments.secret(await aSecret(given, place, Math.floor(Date.now() / 1000)))).toBeUndefined();
        expect(await environments.secret(await aSecret(given, place, 0))).toBeUndefined();
      });

      promise('opens nothing while its environment or project is archived', async ({ environments }, given) => {
        const place = await given.project();
        const production = place.environment('production');
        const hash = await aSecret(given, place, null);
        const raise = place.environments.map(({ id }) => id);
        const edit = (change: (environment: Environment) => Environment) =>
          given.commit(place.lock, ({ held }) => {
            const environment = new Environment(held.environments.find(({ id }) => id === production.id)!);
            return { writes: [change(environment).write()!], raise: [production.id] };
          });
        const editProject = (change: (project: Project) => Project) =>
          given.commit(place.lock, ({ held }) => ({ writes: [change(new Project(held.project!)).write()!], raise }));
        await edit((one) => one.archive(means.at));
        expect(await environments.secret(hash)).toBeUndefined();
        await edit((one) => one.restore());
        expect(await environments.secret(hash)).toBeDefined();
        await editProject((one) => one.archive(means.at));
        expect(await environments.secret(hash)).toBeUndefined();
        await editProject((one) => one.restore());
        expect(await environments.secret(hash)).toBeDefined();
      });
    });
  });
}

/** Twice in a row without a rest: a reader between the two must see the one or the other. */
async function archiveAndRestore(given: Given, place: Place, key: string, environmentId: string) {
  await given.define(place, key, (flag) => flag.archive(means.at));
  const { raised } = await given.define(place, key, (flag) => flag.restore());
  return raised.filter((one) => one.environmentId === environmentId);
}
