import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { Environment } from '../hierarchy/environment';
import { Project } from '../hierarchy/project';
import type { Principal } from '../principal';
import { dana, means, promises } from './given.contract';
import type { Exceptions, Given, Kept, Place } from './given.contract';
import type { ChangeSetFilter, PageOf, PageRequest } from './model-reader';

/** All pages of a list, one after the other; fails when a page is longer than asked for. */
async function everyPage<T>(limit: number, list: (page: PageRequest) => Promise<PageOf<T>>): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const { items, next }: PageOf<T> = await list({ limit, ...(after !== undefined && { after }) });
    expect(items.length).toBeLessThanOrEqual(limit);
    all.push(...items);
    after = next;
  } while (after !== undefined);
  return all;
}

const keysOf = (items: readonly { readonly key: string }[]) => items.map(({ key }) => key);
const archiveFlag = (given: Given, place: Place, key: string) => given.define(place, key, (flag) => flag.archive(means.at));

export function modelReaderContract(adapter: string, open: () => Promise<Kept>, except: Exceptions = {}): void {
  const promise = promises(open, except);
  const all = { limit: 200 };

  describe(`${adapter} as ModelReader`, () => {
    describe('lists', () => {
      promise('are sorted by key, byte by byte, whatever the size of a page', async ({ reader }, given) => {
        const place = await given.project();
        const keys = ['b-2', 'B-1', 'a.1', 'a-1', 'a_1', 'c1', 'Z9', '10', 'a-10'];
        for (const key of keys) await given.flag(place, { key });
        const sorted = ['10', 'B-1', 'Z9', 'a-1', 'a-10', 'a.1', 'a_1', 'b-2', 'c1'];
        for (const limit of [1, 2, 4, 9, 200]) {
          expect(keysOf(await everyPage(limit, (page) => reader.flags(place.project.id, 'false', page)))).toEqual(sorted);
        }
        const production = place.environment('production').id;
        const inEnvironment = await everyPage(4, (page) => reader.environmentFlags(production, 'false', page));
        expect(inEnvironment.map(({ flag }) => flag.key)).toEqual(sorted);
      });

      promise('show each item that was there all the time exactly once, while others come and go', async ({ reader }, given) => {
        const place = await given.project();
        for (const key of ['b1', 'd1', 'f1', 'h1']) await given.flag(place, { key });
        const first = await reader.flags(place.project.id, 'false', { limit: 2 });
        await given.flag(place, { key: 'a1' });
        await given.flag(place, { key: 'e1' });
        await given.define(place, 'd1', (flag) => ({ kind: 'flag', before: flag.state }));
        const second = await reader.flags(place.project.id, 'false', { limit: 200, after: first.next! });
        expect([...keysOf(first.items), ...keysOf(second.items)]).toEqual(['b1', 'd1', 'e1', 'f1', 'h1']);
      });

      promise('hold what is live, what is archived, or both', async ({ reader }, given) => {
        const place = await given.project();
        for (const key of ['live', 'gone']) await given.flag(place, { key });
        for (const key of ['live', 'gone']) await given.segment(place, key);
        await archiveFlag(given, place, 'gone');
        await given.defineSegment(place, 'gone', (segment) => segment.archive(means.at));
        await given.commit(place.lock, ({ held }) => {
          const staging = held.environments.find(({ key }) => key === 'staging')!;
          return { writes: [new Environment(staging).archive(means.at).write()!], raise: [staging.id] };
        });
        const production = place.environment('production').id;
        const { id } = place.project;
        const by = { false: ['live'], true: ['gone'], all: ['gone', 'live'] };
        for (const archived of ['false', 'true', 'all'] as const) {
          expect(keysOf((await reader.flags(id, archived, all)).items)).toEqual(by[archived]);
          expect(keysOf((await reader.segments(id, archived, all)).items)).toEqual(by[archived]);
          expect((await reader.environmentFlags(production, archived, all)).items.map(({ flag }) => flag.key)).toEqual(
            by[archived],
          );
          expect((await reader.environmentSegments(production, archived, all)).items.map(({ segment }) => segment.key)).toEqual(
            by[archived],
          );
        }
        expect(keysOf((await reader.environments(id, 'false', all)).items)).toEqual(['production']);
        expect(keysOf((await reader.environments(id, 'true', all)).items)).toEqual(['staging']);
        expect(keysOf((await reader.environments(id, 'all', all)).items)).toEqual(['production', 'staging']);
      });

      promise('of workspaces, projects and their environments', async ({ reader }, given) => {
        const workspace = await given.workspace();
        const [one, other] = [await given.project(workspace, { key: 'b-web' }), await given.project(workspace, { key: 'a-web' })];
        await given.project();
        expect((await everyPage(1, (page) => reader.workspaces(page))).filter(({ id }) => id === workspace.id)).toEqual([
          workspace,
        ]);
        expect((await reader.projects(workspace.id, 'all', all)).items).toEqual([other.project, one.project]);
        await given.commit(one.lock, ({ held }) => ({ writes: [new Project(held.project!).archive(means.at).write()!] }));
        expect(keysOf((await reader.projects(workspace.id, 'false', all)).items)).toEqual(['a-web']);
        expect(keysOf(await reader.environmentsOf([one.project.id, other.project.id]))).toEqual([
          'production',
          'production',
          'staging',
          'staging',
        ]);
        expect(await reader.environmentsOf([])).toEqual([]);
      });

      promise('of secrets: oldest first', async ({ reader }, given) => {
        const place = await given.project(undefined, {
          environments: [{ key: 'only', secrets: Array.from({ length: 5 }, (_, i) => ({ name: `Key ${i}`, type: 'server' })) }],
        });
        const { id } = place.environment('only');
        const secrets = await everyPage(2, (page) => reader.secrets(id, page));
        expect(secrets.map(({ name }) => name).sort()).toEqual(['Key 0', 'Key 1', 'Key 2', 'Key 3', 'Key 4']);
        expect((await reader.secrets(id, all)).items).toEqual(secrets);
        expect(await reader.secret(id, secrets[0]!.id)).toEqual(secrets[0]);
        expect(await reader.secret(randomUUID(), secrets[0]!.id)).toBeUndefined();
        expect(await reader.secret(id, 'no id')).toBeUndefined();
        expect(await reader.encryptionKeyIds()).toEqual(['c0ffee00']);
      });

      promise('refuse a cursor that none of them gave out', async ({ reader }, given) => {
        const place = await given.project();
        const refused = { kind: 'invalid', code: 'CURSOR_INVALID', violations: [{ parameter: 'cursor' }] };
        for (const after of ['', 'no\0key', 'ä', "' OR true", '1.2', 'x'.repeat(10_000)]) {
          const page = { limit: 1, after };
          await expect((async () => reader.secrets(place.environment('staging').id, page))()).rejects.toMatchObject(refused);
          await expect((async () => reader.changeSets({ workspaceId: place.workspace.id }, page))()).rejects.toMatchObject(
            refused,
          );
          if (after !== '1.2')
            await expect((async () => reader.flags(place.project.id, 'all', page))()).rejects.toMatchObject(refused);
        }
      });
    });

    describe('one of something', () => {
      promise('is found by key or id, exactly, archived or not', async ({ reader }, given) => {
        const place = await given.project();
        const [flag, segment] = [await given.flag(place, { key: 'New-Nav' }), await given.segment(place, 'beta')];
        await archiveFlag(given, place, 'New-Nav');
        const { id } = place.project;
        const production = place.environment('production').id;
        expect((await reader.flag(id, 'New-Nav'))!.id).toBe(flag.id);
        expect(await reader.segment(id, 'beta')).toEqual(segment);
        expect((await reader.targeting(production, 'New-Nav'))!.flagId).toBe(flag.id);
        expect((await reader.segmentTargeting(production, 'beta'))!.segmentId).toBe(segment.id);
        expect(await reader.workspace(place.workspace.id)).toEqual(place.workspace);
        expect(await reader.project(id)).toEqual(place.project);
        for (const key of ['new-nav', 'unknown', '', 'no\0key', '\ud800']) {
          expect(await reader.flag(id, key)).toBeUndefined();
          expect(await reader.targeting(production, key)).toBeUndefined();
          expect(await reader.segment(id, key.toUpperCase())).toBeUndefined();
          expect(await reader.segmentTargeting(production, key)).toBeUndefined();
        }
        expect(await reader.flag(randomUUID(), 'New-Nav')).toBeUndefined();
        expect(await reader.targeting(randomUUID(), 'New-Nav')).toBeUndefined();
        expect(await reader.environment(randomUUID())).toBeUndefined();
      });

      promise(
        'of an environment’s flags says who changed it last, by its definition or its targeting',
        async ({ reader }, given) => {
          const place = await given.project();
          const flag = await given.flag(place);
          const production = place.environment('production');
          const eve: Principal = { kind: 'member', id: randomUUID(), key: null, name: 'Eve' };
          const last = async () => (await reader.environmentFlags(production.id, 'all', all)).items[0]!;
          expect(await last()).toMatchObject({ changedBy: dana, targeting: { rowVersion: 1 } });
          const { at } = await given.target(production, flag.key, { enabled: true }, { by: eve });
          expect(await last()).toMatchObject({ changedBy: eve, changedAt: at, targeting: { document: { enabled: true } } });
          const renamed = await archiveFlag(given, place, flag.key);
          expect(await last()).toMatchObject({ changedBy: dana, changedAt: renamed.at, flag: { archivedAt: renamed.at } });
        },
      );
    });

    describe('change sets', () => {
      promise(
        'are listed newest first, without documents, by the database’s clock whatever their ids say',
        async ({ reader }, given) => {
          const place = await given.project();
          const flag = await given.flag(place);
          const production = place.environment('production');
          const made: string[] = [];
          const hour = 3_600_000;
          for (const [i, msecs] of [Date.now() + hour, Date.now(), Date.now() - hour, Date.now() + 2 * hour].entries()) {
            const id = uuidv7({ msecs });
            await given.target(production, flag.key, { enabled: i % 2 === 0 }, { id });
            made.unshift(id);
          }
          const filter = { workspaceId: place.workspace.id, projectId: place.project.id };
          for (const limit of [1, 3, 200]) {
            const listed = await everyPage(limit, (page) => reader.changeSets(filter, page));
            expect(listed.map(({ id }) => id).slice(0, 4)).toEqual(made);
            expect(listed).toHaveLength(6);
            for (const one of listed) expect(one).not.toHaveProperty('resources');
          }
        },
      );

      promise('are found by what they are about', async ({ reader }, given) => {
        const place = await given.project();
        const [flag, segment] = [await given.flag(place), await given.segment(place)];
        const [production, staging] = [place.environment('production'), place.environment('staging')];
        const eve: Principal = { kind: 'access', id: randomUUID(), key: 'eve-key', name: 'Eve' };
        const toggled = await given.target(
          production,
          flag.key,
          { enabled: true },
          { by: eve, comment: '50% of the Second_wave' },
        );
        const listed = await given.members(staging, segment.key, { included: ['u-1'] });
        const find = async (filter: Partial<ChangeSetFilter>) => {
          const { items } = await reader.changeSets({ workspaceId: place.workspace.id, ...filter }, all);
          return items.map(({ id }) => id).filter((id) => id === toggled.changeSet || id === listed.changeSet);
        };
        expect(await find({})).toEqual([listed.changeSet, toggled.changeSet]);
        expect(await find({ environment: 'production' })).toEqual([toggled.changeSet]);
        expect(await find({ environment: 'staging' })).toEqual([listed.changeSet]);
        expect(await find({ flag: flag.key })).toEqual([toggled.changeSet]);
        expect(await find({ segment: segment.key })).toEqual([listed.changeSet]);
        expect(await find({ operation: 'SetEnabled' })).toEqual([toggled.changeSet]);
        for (const by of [eve.id, 'eve-key', 'Eve']) expect(await find({ by })).toEqual([toggled.changeSet]);
        expect(await find({ origin: 'import' })).toEqual([]);
        expect(await find({ origin: 'direct' })).toHaveLength(2);
        expect(await find({ from: listed.at })).toContain(listed.changeSet);
        expect(await find({ from: new Date(listed.at.getTime() + 1) })).toEqual([]);
        expect(await find({ to: toggled.at })).toContain(toggled.changeSet);
        expect(await find({ to: new Date(toggled.at.getTime() - 1) })).toEqual([]);
        expect(await find({ search: 'second_WAVE' })).toEqual([toggled.changeSet]);
        expect(await find({ search: '50%' })).toEqual([toggled.changeSet]);
        expect(await find({ search: 'secondXwave' })).toEqual([]);
        expect(await find({ search: 'no\0text', by: '\0', flag: '\0' })).toEqual([]);
        expect(
          await find({ environment: 'production', flag: flag.key, by: 'Eve', operation: 'SetEnabled', origin: 'direct' }),
        ).toEqual([toggled.changeSet]);
      });

      promise('of an environment that is gone are still found by its key', async ({ reader }, given) => {
        const place = await given.project();
        const made = await given.environment(place, { key: 'test' });
        const gone = await given.commit(place.lock, ({ held }) => ({
          writes: [{ kind: 'environment', before: held.environments.find(({ id }) => id === made.id) }],
        }));
        const { items } = await reader.changeSets({ workspaceId: place.workspace.id, environment: 'test' }, all);
        expect(items.map(({ id }) => id)).toEqual([gone.changeSet, made.changeSet]);
      });

      promise('belong to their workspace and project', async ({ reader }, given) => {
        const [place, elsewhere] = [await given.project(), await given.project()];
        const flag = await given.flag(place);
        const { changeSet } = await given.target(place.environment('production'), flag.key, { enabled: true });
        expect((await reader.changeSet(place.workspace.id, place.project.id, changeSet))!.id).toBe(changeSet);
        expect((await reader.changeSet(place.workspace.id, undefined, changeSet))!.resources).toHaveLength(1);
        expect(await reader.changeSet(elsewhere.workspace.id, undefined, changeSet)).toBeUndefined();
        expect(await reader.changeSet(place.workspace.id, elsewhere.project.id, changeSet)).toBeUndefined();
        expect(await reader.changeSet(place.workspace.id, undefined, 'no id')).toBeUndefined();
        const ofElsewhere = await reader.changeSets({ workspaceId: elsewhere.workspace.id }, all);
        expect(ofElsewhere.items.map(({ id }) => id)).not.toContain(changeSet);
      });

      promise('read as they did before, once what they are about is gone', async ({ reader }, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const { changeSet } = await given.target(place.environment('production'), flag.key, { enabled: true });
        const before = await reader.changeSet(place.workspace.id, place.project.id, changeSet);
        await given.commit({ kind: 'workspace-and-below', workspaceId: place.workspace.id }, ({ held }) => ({
          writes: [{ kind: 'workspace', before: held.workspace }],
        }));
        expect(await reader.changeSet(place.workspace.id, place.project.id, changeSet)).toEqual(before);
      });
    });

    promise('answers the same flag alone and in the list of an environment', async ({ reader }, given) => {
      const place = await given.project();
      const flag = await given.flag(place);
      const production = place.environment('production');
      await given.target(production, flag.key, { enabled: true, individualTargets: [{ variation: 'on', endUsers: ['u-1'] }] });
      const [one] = (await reader.environmentFlags(production.id, 'all', all)).items;
      expect(one!.targeting).toEqual(await reader.targeting(production.id, flag.key));
      expect(one!.flag).toEqual(await reader.flag(place.project.id, flag.key));
    });
  });
}
