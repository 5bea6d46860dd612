import { randomUUID } from 'node:crypto';
import { Busy } from '../errors/busy';
import { Flag } from '../flags/flag';
import { Targeting } from '../flags/targeting';
import type { TargetingInput } from '../flags/targeting-input';
import { Environment } from '../hierarchy/environment';
import { Project } from '../hierarchy/project';
import { Secret } from '../hierarchy/secret';
import { Workspace } from '../hierarchy/workspace';
import type { Lock } from '../scope';
import { aKey, anAccess, dana, Given, means, promises, sealed, within } from './given.contract';
import type { Exceptions, Kept } from './given.contract';
import type { Model } from './model-store';

const toOn = { weights: [{ variation: 'on', weight: 100_000 }] };

/** Something of everything a targeting can say. `segment`: a key. */
const rich = (segment: string): TargetingInput => ({
  enabled: true,
  offVariation: 'on',
  individualTargets: [
    { variation: 'on', endUsers: ['u-2', 'u-1', 'Zoë 🎉'] },
    { variation: 'off', endUsers: ['u-3'] },
  ],
  rules: [
    {
      key: 'staff',
      name: 'Staff',
      description: 'those who work here',
      tags: ['internal', 'first'],
      conditions: [
        { attribute: 'email', operator: 'EndsWith', value: '@corp.example' },
        { attribute: 'plan', operator: 'IsOneOf', values: ['gold', 'silver', ''] },
        { attribute: 'beta', operator: 'IsTrue' },
        { operator: 'InSegment', values: [segment] },
      ],
      serve: {
        bucketBy: 'company',
        includedInExperiment: false,
        weights: [
          { variation: 'on', weight: 20_000 },
          { variation: 'off', weight: 80_000, experimentWeight: 10 },
        ],
      },
    },
    { key: 'everyone', conditions: [], serve: toOn },
  ],
  fallthrough: {
    weights: [
      { variation: 'off', weight: 99_999 },
      { variation: 'on', weight: 1 },
    ],
  },
  includeAllTargetsInExperiment: false,
});

/** What a write leads to, seen by the next transaction. */
export function modelStoreContract(adapter: string, open: () => Promise<Kept>, except: Exceptions = {}): void {
  const promise = promises(open, except);
  const read = <T>(kept: Kept, lock: Lock, run: (model: Model) => Promise<T>) => kept.store.transaction(lock, run);

  describe(`${adapter} as ModelStore`, () => {
    describe('what is written', () => {
      promise('is there for the next transaction: workspace, project, environments', async (_, given) => {
        const workspace = await given.workspace();
        expect(workspace).toMatchObject({ rowVersion: 1, policyRevision: 0, description: null, tags: [] });
        const place = await given.project(workspace, { name: 'Web shop', description: 'sells', tags: ['a', 'b'] });
        expect(place.workspace).toEqual(workspace);
        expect(place.project).toMatchObject({
          workspaceId: workspace.id,
          name: 'Web shop',
          description: 'sells',
          tags: ['a', 'b'],
          archivedAt: null,
          rowVersion: 1,
        });
        expect(place.environments.map(({ key }) => key).sort()).toEqual(['production', 'staging']);
        expect(place.environments.map(({ id }) => id)).toEqual(place.environments.map(({ id }) => id).sort());
        expect(place.environment('staging')).toMatchObject({
          projectId: place.project.id,
          name: 'Staging',
          tags: ['generated'],
          settings: { requireComment: false, requireApproval: null, protected: false },
          purgedRevision: 0,
          rowVersion: 1,
        });
      });

      promise('reads back as the document it was, whatever it says', async (kept, given) => {
        const place = await given.project();
        const [flag, segment] = [await given.flag(place), await given.segment(place)];
        const production = place.environment('production');
        await given.target(production, flag.key, rich(segment.key));
        const state = await read(kept, within(production), (model) => model.targeting(production.id, flag.key));
        expect(state!.document).toEqual({
          enabled: true,
          offVariation: 'on',
          prerequisites: [],
          individualTargets: [
            { variation: 'on', endUsers: ['u-2', 'u-1', 'Zoë 🎉'] },
            { variation: 'off', endUsers: ['u-3'] },
          ],
          rules: [
            {
              key: 'staff',
              name: 'Staff',
              description: 'those who work here',
              tags: ['internal', 'first'],
              conditions: [
                { attribute: 'email', operator: 'EndsWith', value: '@corp.example', negate: false },
                { attribute: 'plan', operator: 'IsOneOf', values: ['gold', 'silver', ''], negate: false },
                { attribute: 'beta', operator: 'IsTrue', negate: false },
                { operator: 'InSegment', values: [segment.key], negate: false },
              ],
              serve: {
                bucketBy: 'company',
                includedInExperiment: false,
                weights: [
                  { variation: 'on', weight: 20_000, experimentWeight: 20_000 },
                  { variation: 'off', weight: 80_000, experimentWeight: 10 },
                ],
              },
            },
            {
              key: 'everyone',
              name: 'everyone',
              description: null,
              tags: [],
              conditions: [],
              serve: {
                bucketBy: 'keyId',
                includedInExperiment: true,
                weights: [
                  { variation: 'on', weight: 100_000, experimentWeight: 100_000 },
                  { variation: 'off', weight: 0, experimentWeight: 0 },
                ],
              },
            },
          ],
          fallthrough: {
            bucketBy: 'keyId',
            includedInExperiment: true,
            weights: [
              { variation: 'off', weight: 99_999, experimentWeight: 99_999 },
              { variation: 'on', weight: 1, experimentWeight: 1 },
            ],
          },
          includeAllTargetsInExperiment: false,
        });
        expect(state!.segmentIds).toEqual(new Map([[segment.key, segment.id]]));
        expect(state!.variationIds).toEqual(new Map(flag.variations.map(({ key, id }) => [key, id])));
        expect([...state!.ruleIds.keys()]).toEqual(['staff', 'everyone']);
      });

      promise('replaces what it replaces and leaves alone what it does not', async (kept, given) => {
        const place = await given.project();
        const [flag, segment] = [await given.flag(place), await given.segment(place)];
        const production = place.environment('production');
        const stored = () => read(kept, within(production), async (model) => (await model.targeting(production.id, flag.key))!);
        await given.target(production, flag.key, rich(segment.key));
        const before = await stored();
        const [staff, everyone] = rich(segment.key).rules!;
        const swapped: TargetingInput = {
          ...rich(segment.key),
          rules: [
            { ...everyone!, name: 'All' },
            { key: 'new', serve: toOn },
            { ...staff!, conditions: staff!.conditions!.slice(2) },
          ],
          individualTargets: [{ variation: 'off', endUsers: ['u-1', 'u-4'] }],
        };
        await given.target(production, flag.key, swapped);
        const after = await stored();
        expect(
          after.document.rules.map(({ key, name, conditions }) => [key, name, conditions.map(({ operator }) => operator)]),
        ).toEqual([
          ['everyone', 'All', []],
          ['new', 'new', []],
          ['staff', 'Staff', ['IsTrue', 'InSegment']],
        ]);
        expect(after.document.individualTargets).toEqual([{ variation: 'off', endUsers: ['u-1', 'u-4'] }]);
        expect(after.ruleIds.get('staff')).toBe(before.ruleIds.get('staff'));
        await given.target(production, flag.key, {});
        const cleared = await stored();
        expect(cleared.document).toMatchObject({ enabled: false, rules: [], individualTargets: [] });
        expect(cleared.rowVersion).toBe(4);
      });

      promise('keeps who is in a segment, sorted by code point', async (kept, given) => {
        const place = await given.project();
        const segment = await given.segment(place);
        const production = place.environment('production');
        const rule = { key: 'adults', tags: ['x'], conditions: [{ attribute: 'age', operator: 'BiggerEqualThan', value: '18' }] };
        await given.members(production, segment.key, {
          included: ['b', 'a', '\u{1F389}', '\uFF5E'],
          excluded: ['c'],
          rules: [rule],
        });
        await given.members(production, segment.key, {
          included: ['d', '\u{1F389}', '\uFF5E', 'a'],
          excluded: ['b'],
          rules: [rule],
        });
        const state = await read(kept, within(production), (model) => model.segmentTargeting(production.id, segment.key));
        expect(state!.document).toEqual({
          included: ['a', 'd', '\uFF5E', '\u{1F389}'],
          excluded: ['b'],
          rules: [
            {
              key: 'adults',
              name: 'adults',
              description: null,
              tags: ['x'],
              conditions: [{ attribute: 'age', operator: 'BiggerEqualThan', value: '18', negate: false }],
            },
          ],
        });
        const elsewhere = await read(kept, place.lock, (model) => model.segmentTargetingsOf(segment.id));
        expect(elsewhere.map(({ environment, document }) => [environment, document.included.length]).sort()).toEqual([
          ['production', 4],
          ['staging', 0],
        ]);
      });

      promise('keeps prerequisites, by flag and variation', async (kept, given) => {
        const place = await given.project();
        const [accounts, billing] = [await given.flag(place), await given.flag(place)];
        const production = place.environment('production');
        const on = accounts.variations[0]!;
        await given.commit(within(production), async (model) => {
          const before = (await model.targeting(production.id, billing.key))!;
          const document = { ...before.document, prerequisites: [{ flag: accounts.key, variation: 'on' }] };
          const requiredIds = new Map([
            [accounts.key, accounts.id],
            [`${accounts.key}/on`, on.id],
          ]);
          return { writes: [{ kind: 'targeting', before, after: { ...before, document, requiredIds } }], raise: [production.id] };
        });
        await read(kept, place.lock, async (model) => {
          const state = (await model.targeting(production.id, billing.key))!;
          expect(state.document.prerequisites).toEqual([{ flag: accounts.key, variation: 'on' }]);
          expect(state.requiredIds.get(accounts.key)).toBe(accounts.id);
          expect(state.requiredIds.get(`${accounts.key}/off`)).toBe(accounts.variations[1]!.id);
          expect(await model.prerequisiteUses(accounts.id)).toEqual([
            { environment: 'production', flag: billing.key, rule: null },
          ]);
          expect(await model.variationUses(on.id)).toContainEqual({ environment: 'production', flag: billing.key, rule: null });
        });
      });

      promise('keeps variations in their order, and their weights follow them', async (kept, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const added = await given.commit(place.lock, async (model) => {
          const before = (await model.flag(place.project.id, flag.key))!;
          const [on, off] = before.variations;
          const maybe = { id: randomUUID(), key: 'maybe', name: 'Maybe', description: null, tags: [], value: '"?"' };
          const after = { ...before, variations: [off!, maybe, on!] };
          const targetings = await model.targetingsOf(flag.id);
          const writes = targetings.map((state) => {
            const weights = [...state.document.fallthrough.weights, { variation: 'maybe', weight: 0, experimentWeight: 0 }];
            const document = { ...state.document, fallthrough: { ...state.document.fallthrough, weights } };
            const variationIds = new Map([...state.variationIds, ['maybe', maybe.id] as const]);
            return { kind: 'targeting' as const, before: state, after: { ...state, document, variationIds } };
          });
          return { writes: [{ kind: 'flag', before, after }, ...writes], raise: place.environments.map(({ id }) => id) };
        });
        await read(kept, place.lock, async (model) => {
          const after = (await model.flag(place.project.id, flag.key))!;
          expect(after.variations.map(({ key }) => key)).toEqual(['off', 'maybe', 'on']);
          const targetings = await model.targetingsOf(flag.id);
          expect(targetings.map(({ document }) => document.fallthrough.weights.map(({ variation }) => variation))).toEqual([
            ['on', 'off', 'maybe'],
            ['on', 'off', 'maybe'],
          ]);
          expect(targetings.map(({ rowVersion, revision }) => [rowVersion, revision])).toEqual(
            targetings.map(({ environmentId }) => [2, added.raised.find((one) => one.environmentId === environmentId)!.revision]),
          );
        });
      });

      promise('forgets a variation that is removed, with its weights everywhere', async (kept, given) => {
        const place = await given.project();
        const values = ['red', 'green', 'blue'].map((key) => ({ key, value: key }));
        const flag = await given.flag(place, { type: 'string', variations: values });
        const production = place.environment('production');
        const serve = { weights: [{ variation: 'red', weight: 100_000 }] };
        await given.target(production, flag.key, { offVariation: 'red', rules: [{ key: 'all', serve }], fallthrough: serve });
        await given.target(place.environment('staging'), flag.key, { offVariation: 'red', fallthrough: serve });
        await given.commit(place.lock, async (model) => {
          const edited = new Flag((await model.flag(place.project.id, flag.key))!).removeVariation('green');
          const targetings = (await model.targetingsOf(flag.id)).map((state) => new Targeting(state).follow(edited.state));
          const writes = [edited.write()!, ...targetings.map((one) => one.write()!)];
          return { writes, raise: place.environments.map(({ id }) => id) };
        });
        await read(kept, place.lock, async (model) => {
          expect((await model.flag(place.project.id, flag.key))!.variations.map(({ key }) => key)).toEqual(['red', 'blue']);
          const { document } = (await model.targeting(production.id, flag.key))!;
          for (const { weights } of [document.fallthrough, document.rules[0]!.serve]) {
            expect(weights.map(({ variation }) => variation)).toEqual(['red', 'blue']);
          }
        });
      });

      promise('keeps secrets and accesses, expiry to the second and never', async (kept, given) => {
        const place = await given.project();
        const production = place.environment('production');
        const draft = {
          id: randomUUID(),
          environmentId: production.id,
          name: 'Mobile',
          type: 'client' as const,
          expiresAt: 1_798_761_600,
          value: undefined,
        };
        const secret = Secret.create(draft, sealed('some value'), means.at);
        await given.commit(within(production), () => ({ writes: [secret.write()!], raise: [production.id] }));
        expect(await kept.reader.secret(production.id, draft.id)).toMatchObject({
          ...secret.state,
          rowVersion: 1,
          createdAt: expect.any(Date),
          updatedAt: expect.any(Date),
        });
        await given.commit(within(production), async () => {
          const before = (await kept.reader.secret(production.id, draft.id))!;
          return { writes: [new Secret(before).apply({ name: 'Phone' }).write()!], raise: [production.id] };
        });
        expect(await kept.reader.secret(production.id, draft.id)).toMatchObject({
          name: 'Phone',
          expiresAt: null,
          rowVersion: 2,
        });
        const access = anAccess({ expiresAt: 1_798_761_600 });
        await given.access(access);
        expect(await kept.principals.access(access.id)).toMatchObject({
          ...access,
          rowVersion: 1,
          createdAt: expect.any(Date),
          updatedAt: expect.any(Date),
        });
      });
    });

    describe('the three numbers', () => {
      promise('a row version rises with every change of the resource and of nothing else', async (kept, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const [production, staging] = [place.environment('production'), place.environment('staging')];
        await given.target(production, flag.key, { enabled: true });
        await given.define(place, flag.key, (one) =>
          one.apply({ name: 'Another', variations: one.document().variations }, means),
        );
        await read(kept, place.lock, async (model) => {
          expect((await model.flag(place.project.id, flag.key))!.rowVersion).toBe(2);
          expect((await model.targeting(production.id, flag.key))!.rowVersion).toBe(2);
          expect((await model.targeting(staging.id, flag.key))!.rowVersion).toBe(1);
          expect(model.held.environments.map(({ rowVersion }) => rowVersion)).toEqual([1, 1]);
        });
      });

      promise('a revision rises in each raised environment and in no other', async (kept, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const [production, staging] = [place.environment('production'), place.environment('staging')];
        const before = await given.place(place.project.id);
        const done = await given.target(production, flag.key, { enabled: true });
        const after = await given.place(place.project.id);
        expect(done.raised).toEqual([
          {
            environmentId: production.id,
            environment: 'production',
            previousRevision: before.environment('production').revision,
            revision: after.environment('production').revision,
          },
        ]);
        expect(after.environment('production').revision).toBeGreaterThan(before.environment('production').revision);
        expect(after.environment('staging')).toEqual(before.environment('staging'));
        await read(kept, place.lock, async (model) => {
          expect((await model.targeting(production.id, flag.key))!.revision).toBe(done.raised[0]!.revision);
          expect((await model.targeting(staging.id, flag.key))!.revision).toBe(before.environment('staging').revision);
        });
      });

      promise('a definition raises the item in every raised environment', async (kept, given) => {
        const place = await given.project();
        const [flag, other, segment] = [await given.flag(place), await given.flag(place), await given.segment(place)];
        const untouched = await read(kept, place.lock, (model) => model.targetingsOf(other.id));
        const renamed = await given.define(place, flag.key, (one) =>
          one.apply({ name: 'Another', variations: one.document().variations }, means),
        );
        const tagged = await given.defineSegment(place, segment.key, (one) => one.apply({ tags: ['x'] }));
        const revisions = (items: readonly { environmentId: string; revision: number }[]) =>
          new Map(items.map((one) => [one.environmentId, one.revision]));
        await read(kept, place.lock, async (model) => {
          expect(revisions(await model.targetingsOf(flag.id))).toEqual(revisions(renamed.raised));
          expect(revisions(await model.segmentTargetingsOf(segment.id))).toEqual(revisions(tagged.raised));
          expect(await model.targetingsOf(other.id)).toEqual(untouched);
        });
      });

      promise('a new environment has a first revision, and a targeting for all there is', async (kept, given) => {
        const place = await given.project();
        const [flag, segment] = [await given.flag(place), await given.segment(place)];
        const done = await given.environment(place, { key: 'test' });
        expect(done.raised).toEqual([
          { environmentId: done.id, environment: 'test', previousRevision: 0, revision: done.at.getTime() },
        ]);
        await read(kept, place.lock, async (model) => {
          expect(model.held.environments.find(({ id }) => id === done.id)).toMatchObject({
            revision: done.at.getTime(),
            rowVersion: 1,
          });
          expect((await model.targeting(done.id, flag.key))!.revision).toBe(done.at.getTime());
          expect((await model.segmentTargeting(done.id, segment.key))!.revision).toBe(done.at.getTime());
        });
      });

      promise('every commit has a greater revision, however quickly they follow', async (_, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const production = place.environment('production');
        let last = 0;
        for (let i = 0; i < 20; i++) {
          const [raised] = (await given.target(production, flag.key, { enabled: i % 2 === 0 })).raised;
          if (i > 0) expect(raised!.previousRevision).toBe(last);
          expect(raised!.revision).toBeGreaterThan(raised!.previousRevision);
          last = raised!.revision;
        }
      });

      promise('instants are the database’s, creation kept, archiving dated by the commit', async (kept, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const { at } = await given.define(place, flag.key, (one) => one.archive(new Date(0)));
        const archived = await read(kept, place.lock, async (model) => (await model.flag(place.project.id, flag.key))!);
        expect(archived).toMatchObject({ archivedAt: at, updatedAt: at, createdAt: flag.createdAt });
        await given.define(place, flag.key, (one) => one.restore());
        expect((await read(kept, place.lock, (model) => model.flag(place.project.id, flag.key)))!.archivedAt).toBeNull();
      });
    });

    describe('what is recorded and announced', () => {
      promise('a change set says who, why, what, before and after, and where', async (kept, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const production = place.environment('production');
        const done = await given.target(production, flag.key, { enabled: true }, { comment: 'second wave', by: dana });
        const resource = {
          id: flag.id,
          kind: 'targeting',
          key: flag.key,
          environmentId: production.id,
          environment: 'production',
        };
        const stored = await kept.reader.changeSet(place.workspace.id, place.project.id, done.changeSet);
        expect(stored).toEqual({
          id: done.changeSet,
          workspaceId: place.workspace.id,
          workspace: place.workspace.key,
          projectId: place.project.id,
          project: place.project.key,
          state: 'committed',
          origin: 'direct',
          author: dana,
          comment: 'second wave',
          baseChangeSet: null,
          createdAt: done.at,
          committedAt: done.at,
          environments: done.raised,
          operations: [
            {
              operation: 'SetEnabled',
              arguments: { enabled: true },
              inverse: { operation: 'SetEnabled', arguments: { enabled: false } },
              resource,
              baseRowVersion: 1,
            },
          ],
          resources: [
            { resource, before: expect.objectContaining({ enabled: false }), after: expect.objectContaining({ enabled: true }) },
          ],
        });
      });

      promise('documents are kept as they are, whatever characters stand in them', async (kept, given) => {
        const place = await given.project();
        const odd = { text: 'NUL \0, half a pair \ud800, " and \\u0000, 🎉', list: [1, null, { deep: [] }] };
        const flag = await given.flag(place, {
          type: 'json',
          variations: [
            { key: 'one', value: odd },
            { key: 'two', value: null },
          ],
        });
        expect(JSON.parse(flag.variations[0]!.value)).toEqual(odd);
        const page = await kept.reader.changeSets({ workspaceId: place.workspace.id, flag: flag.key }, { limit: 1 });
        const { resources } = (await kept.reader.changeSet(place.workspace.id, place.project.id, page.items[0]!.id))!;
        const made = resources!.find(({ resource }) => resource.kind === 'flag')!.after as { variations: { value: unknown }[] };
        expect(made.variations[0]!.value).toEqual(odd);
      });

      promise('one outbox row for each raised environment, with the secrets to look up anew', async (kept, given) => {
        const place = await given.project();
        const [production, staging] = [place.environment('production'), place.environment('staging')];
        for (const { id } of place.environments)
          await kept.outbox.done('delivery', { environmentId: id, workspaceId: place.workspace.id }, Number.MAX_SAFE_INTEGER);
        const flag = await given.flag(place);
        const secrets = new Map([[production.id, ['ab'.repeat(32)]]]);
        const done = await given.target(production, flag.key, { enabled: true }, { secrets });
        const rows = await kept.outbox.rows('delivery', { environmentId: production.id, workspaceId: place.workspace.id });
        expect(rows.map(({ secrets: hashes }) => hashes)).toEqual([[], ['ab'.repeat(32)]]);
        expect(rows[1]).toEqual({
          lane: 'delivery',
          environmentId: production.id,
          workspaceId: place.workspace.id,
          previousRevision: rows[0]!.revision,
          revision: done.raised[0]!.revision,
          changeSet: done.changeSet,
          secrets: ['ab'.repeat(32)],
          createdAt: done.at,
        });
        expect(await kept.outbox.rows('delivery', { environmentId: staging.id, workspaceId: place.workspace.id })).toHaveLength(
          1,
        );
      });

      promise('changed policies raise the workspace’s policy revision and announce it', async (kept, given) => {
        const place = await given.project();
        const { workspace } = place;
        const access = anAccess({ type: 'service', scope: 'workspace', workspaceId: workspace.id });
        const done = await given.access(access);
        await given.access(
          anAccess({ type: 'service', scope: 'project', workspaceId: workspace.id, projectId: place.project.id }),
        );
        const rows = await kept.outbox.rows('delivery', { environmentId: null, workspaceId: workspace.id });
        expect(rows.map(({ previousRevision, revision }) => [previousRevision, revision])).toEqual([
          [0, 1],
          [1, 2],
        ]);
        expect(rows[0]).toMatchObject({ environmentId: null, workspaceId: workspace.id, changeSet: done.changeSet });
        expect((await kept.reader.workspace(workspace.id))!).toMatchObject({ policyRevision: 2, rowVersion: 1 });
      });

      promise('nothing of it is there when the work fails, before or after it saved', async (kept, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const production = place.environment('production');
        const snapshot = async () => ({
          state: await kept.environments.changedSince(production.id, 0),
          history: await kept.reader.changeSets({ workspaceId: place.workspace.id }, { limit: 200 }),
          outbox: await kept.outbox.rows('delivery', { environmentId: production.id, workspaceId: place.workspace.id }),
        });
        const before = await snapshot();
        const failing = kept.store.transaction(within(production), async (model) => {
          const inner: Kept['store'] = { transaction: async (_lock, run) => run(model) };
          await new Given(inner).target(production, flag.key, { enabled: true });
          throw new Error('after the save');
        });
        await expect(failing).rejects.toThrow('after the save');
        await expect(given.commit(within(production), () => Promise.reject(new Error('before the save')))).rejects.toThrow(
          'before the save',
        );
        expect(await snapshot()).toEqual(before);
      });

      promise('a transaction saves once, and only what its lock holds', async (_, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const [production, staging] = [place.environment('production'), place.environment('staging')];
        await expect(
          given.target(production, flag.key, { enabled: true }, { raise: [production.id, staging.id] }),
        ).rejects.toThrow(/lock/);
        await expect(given.target(production, flag.key, { enabled: true }, { raise: [] })).rejects.toThrow(/not raised/);
        const twice = given.commit(within(production), async (model) => {
          const inner: Kept['store'] = { transaction: async (_lock, run) => run(model) };
          await new Given(inner).target(production, flag.key, { enabled: true });
          return {};
        });
        await expect(twice).rejects.toThrow(/once/);
      });
    });

    describe('the lock', () => {
      promise('holds what it names and what is above it', async (kept, given) => {
        const place = await given.project();
        const { workspace, project, environments } = place;
        const [first] = environments;
        const held = (lock: Lock) => read(kept, lock, async (model) => model.held);
        expect(await held({ kind: 'instance' })).toEqual({ environments: [] });
        expect(await held({ kind: 'workspace', workspaceId: workspace.id })).toEqual({ workspace, environments: [] });
        expect(await held({ kind: 'workspace-and-below', workspaceId: workspace.id })).toEqual({ workspace, environments });
        expect(await held({ kind: 'project-alone', projectId: project.id })).toEqual({ workspace, project, environments: [] });
        expect(await held({ kind: 'project', projectId: project.id })).toEqual({ workspace, project, environments });
        expect(await held(within(first!))).toEqual({ workspace, project, environments: [first] });
        expect(await held({ kind: 'project', projectId: randomUUID() })).toEqual({ environments: [] });
        const elsewhere = await given.project(workspace);
        const foreign = { kind: 'environments', projectId: elsewhere.project.id, environmentIds: [first!.id] } as const;
        expect((await held(foreign)).environments).toEqual([]);
      });

      promise('lets one commit after the other, each seeing the one before', async (kept, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const production = place.environment('production');
        const versions: number[] = [];
        const toggle = () =>
          given.commit(within(production), async (model) => {
            const before = (await model.targeting(production.id, flag.key))!;
            versions.push(before.rowVersion);
            const document = { ...before.document, enabled: !before.document.enabled };
            return { writes: [{ kind: 'targeting', before, after: { ...before, document } }], raise: [production.id] };
          });
        await Promise.all(Array.from({ length: 10 }, toggle));
        expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        expect((await read(kept, within(production), (model) => model.targeting(production.id, flag.key)))!.rowVersion).toBe(11);
      });

      promise('what was committed while it waited is what it holds', async (kept, given) => {
        const place = await given.project();
        const started = signal();
        const slow = given.commit(place.lock, async ({ held }) => {
          started.give();
          await new Promise((resolve) => setTimeout(resolve, 200));
          return {
            writes: [new Project(held.project!).archive(means.at).write()!],
            raise: held.environments.map(({ id }) => id),
          };
        });
        await started.given;
        const waiting = read(kept, within(place.environment('production')), async (model) => model.held);
        await slow;
        const held = await waiting;
        expect(held.project!.archivedAt).not.toBeNull();
        expect(held.environments[0]!.revision).toBe(
          (await slow).raised.find(({ environment }) => environment === 'production')!.revision,
        );
      });

      promise(
        'is given up after five seconds, with nothing written',
        async (kept, given) => {
          const place = await given.project();
          const flag = await given.flag(place);
          const production = place.environment('production');
          const [started, release] = [signal(), signal()];
          const holder = kept.store.transaction(within(production), async () => {
            started.give();
            await release.given;
          });
          await started.given;
          await expect(given.target(production, flag.key, { enabled: true })).rejects.toBeInstanceOf(Busy);
          release.give();
          await holder;
          expect((await kept.reader.targeting(production.id, flag.key))!.rowVersion).toBe(1);
        },
        60_000,
      );
    });

    describe('what is asked in a transaction', () => {
      promise('keys that are taken, in any case and archived too', async (kept, given) => {
        const place = await given.project();
        const flag = await given.flag(place, { key: aKey('New-Nav') });
        await given.define(place, flag.key, (one) => one.archive(means.at));
        await read(kept, place.lock, async (model) => {
          expect(await model.keyTaken('flag', place.project.id, flag.key.toUpperCase())).toBe(true);
          expect(await model.keyTaken('flag', randomUUID(), flag.key)).toBe(false);
          expect(await model.keyTaken('segment', place.project.id, flag.key)).toBe(false);
          expect(await model.keyTaken('environment', place.project.id, 'PRODUCTION')).toBe(true);
          expect(await model.keyTaken('project', place.workspace.id, place.project.key)).toBe(true);
          expect(await model.keyTaken('workspace', null, place.workspace.key)).toBe(true);
          expect(await model.flag(place.project.id, flag.key.toUpperCase())).toBeUndefined();
          expect(await model.flag(place.project.id, 'no\0key')).toBeUndefined();
        });
      });

      promise('environments and secrets, and whether an id, a secret or room is taken', async (kept, given) => {
        const [place, other] = [await given.project(), await given.project()];
        const [production, staging] = [place.environment('production'), place.environment('staging')];
        const alone: Lock = { kind: 'project-alone', projectId: place.project.id };
        const flag = await given.flag(place);
        await given.define(place, flag.key, (one) => one.archive(means.at));
        await read(kept, alone, async (model) => {
          expect(model.held.environments).toEqual([]);
          expect((await model.environmentsOf(place.project.id)).map(({ id }) => id)).toEqual([production.id, staging.id]);
          const secrets = await model.secretsOf([production.id, staging.id]);
          expect(secrets.map(({ environmentId }) => environmentId).sort()).toEqual(
            [production.id, production.id, staging.id, staging.id].sort(),
          );
          expect(await model.secretsOf([])).toEqual([]);
          const secret = secrets[0]!;
          expect(await model.secret(secret.environmentId, secret.id)).toEqual(secret);
          expect(await model.secret(other.environment('production').id, secret.id)).toBeUndefined();
          expect(await model.secret(secret.environmentId, 'no id')).toBeUndefined();
          expect(await model.secretTaken(secret.hash)).toBe(true);
          expect(await model.secretTaken('0'.repeat(64))).toBe(false);
          expect(await model.environmentIdTaken(other.environment('staging').id)).toBe(true);
          expect(await model.environmentIdTaken(randomUUID())).toBe(false);
          expect([await model.countOf('flag', place.project.id), await model.countOf('segment', place.project.id)]).toEqual([
            1, 0,
          ]);
        });
      });

      promise('segments by key, live ones alone; flags and segments of a project', async (kept, given) => {
        const place = await given.project();
        const [beta, old] = [await given.segment(place), await given.segment(place)];
        const [one, two] = [await given.flag(place, { key: 'b-flag' }), await given.flag(place, { key: 'a-flag' })];
        await given.defineSegment(place, old.key, (segment) => segment.archive(means.at));
        await read(kept, place.lock, async (model) => {
          expect(await model.segmentIds(place.project.id, [beta.key, old.key, 'unknown', 'no\0key'])).toEqual(
            new Map([[beta.key, beta.id]]),
          );
          expect(await model.segmentIds(place.project.id, [])).toEqual(new Map());
          expect((await model.flagsOf(place.project.id)).map(({ id }) => id)).toEqual([two.id, one.id]);
          expect((await model.segmentsOf(place.project.id)).map(({ id }) => id).sort()).toEqual([beta.id, old.id].sort());
          expect(await model.workspaceByKey(place.workspace.key)).toEqual(place.workspace);
        });
      });

      promise('where a segment and a variation are used', async (kept, given) => {
        const place = await given.project();
        const [flag, segment] = [await given.flag(place), await given.segment(place)];
        const [on, off] = flag.variations;
        await given.target(place.environment('production'), flag.key, rich(segment.key));
        await read(kept, place.lock, async (model) => {
          const use = (environment: string, rule: string | null) => ({ environment, flag: flag.key, rule });
          expect(await model.segmentUses(segment.id)).toEqual([use('production', 'staff')]);
          expect(await model.variationUses(on!.id)).toEqual([
            use('production', null),
            use('production', 'everyone'),
            use('production', 'staff'),
            use('staging', null),
          ]);
          expect(await model.variationUses(off!.id)).toEqual([
            use('production', null),
            use('production', 'staff'),
            use('staging', null),
          ]);
        });
      });

      promise('who changed something last', async (kept, given) => {
        const place = await given.project();
        const flag = await given.flag(place);
        const [production, staging] = [place.environment('production'), place.environment('staging')];
        const made = await read(kept, place.lock, (model) => model.lastChangeOf(flag.id, staging.id));
        const targeted = await given.target(production, flag.key, { enabled: true });
        const renamed = await given.define(place, flag.key, (one) =>
          one.apply({ name: 'X', variations: one.document().variations }, means),
        );
        await read(kept, place.lock, async (model) => {
          expect(await model.lastChangeOf(flag.id, production.id)).toEqual({
            id: targeted.changeSet,
            author: dana,
            committedAt: targeted.at,
          });
          expect(await model.lastChangeOf(flag.id, null)).toEqual({
            id: renamed.changeSet,
            author: dana,
            committedAt: renamed.at,
          });
          expect(await model.lastChangeOf(flag.id, staging.id)).toEqual(made);
          expect(await model.lastChangeOf(randomUUID(), null)).toBeUndefined();
        });
      });

      promise('whether a root access is there that time alone cannot end', async (kept, given) => {
        const lasting = anAccess(); // stays: the last one cannot be removed
        await given.access(lasting);
        const made: string[] = [];
        const ask = (except: readonly string[] = [lasting.id]) =>
          read(kept, { kind: 'instance' }, (model) => model.hasRootAccess(except));
        const remove = async () => {
          for (const id of made) {
            const before = await kept.principals.access(id);
            await given.commit({ kind: 'instance' }, () => ({ writes: [{ kind: 'access', before }] }));
          }
        };
        const add = async (changes: Parameters<typeof anAccess>[0]) => {
          const access = anAccess(changes);
          made.push(access.id);
          await given.access(access);
        };
        const before = await ask();
        await add({ expiresAt: 4_000_000_000 });
        await add({ enabled: false });
        expect(await ask()).toBe(before);
        await add({});
        expect(await ask()).toBe(true);
        expect(await ask([lasting.id, made.at(-1)!])).toBe(before);
        expect(await ask([])).toBe(true);
        await remove();
        expect(await ask()).toBe(before);
      });
    });

    describe('what exists already, found by the database', () => {
      promise(
        'is refused by its name: the key of an access, the id of an environment, the value of a secret',
        async (_, given) => {
          const access = anAccess();
          await given.access(access);
          const sameKey = anAccess({ key: access.key });
          await expect(given.access(sameKey)).rejects.toMatchObject({
            code: 'KEY_EXISTS',
            message: expect.stringContaining(access.key),
          });
          const place = await given.project();
          const [first] = place.environments;
          await expect(given.environment(place, { id: first!.id })).rejects.toMatchObject({ code: 'ID_EXISTS' });
          const secret = () =>
            Secret.create(
              { id: randomUUID(), environmentId: first!.id, name: 'S', type: 'server', expiresAt: null, value: undefined },
              sealed(`v of ${access.key}`),
              means.at,
            );
          const add = () => given.commit(within(first!), () => ({ writes: [secret().write()!], raise: [first!.id] }));
          await add();
          await expect(add()).rejects.toMatchObject({ code: 'SECRET_EXISTS' });
          const workspace = Workspace.create({ key: place.workspace.key }, means).state;
          const again = given.commit({ kind: 'instance' }, () => ({ writes: [{ kind: 'workspace', after: workspace }] }), {
            workspace,
          });
          await expect(again).rejects.toMatchObject({ code: 'KEY_EXISTS' });
        },
      );
    });

    describe('what leaves', () => {
      promise('gets a tombstone in every raised environment, kept when it is deleted later', async (kept, given) => {
        const place = await given.project();
        const [flag, segment] = [await given.flag(place), await given.segment(place)];
        const production = place.environment('production');
        const archived = await given.define(place, flag.key, (one) => one.archive(means.at));
        const gone = await given.defineSegment(place, segment.key, (one) => one.archive(means.at));
        const at = (done: typeof archived) => done.raised.find(({ environmentId }) => environmentId === production.id)!.revision;
        const items = async () =>
          (await kept.environments.changedSince(production.id, 0))!.items.map(({ kind, key, revision }) => [kind, key, revision]);
        const expected = [
          ['flag', flag.key, at(archived)],
          ['segment', segment.id, at(gone)],
        ];
        expect(await items()).toEqual(expected);
        await given.define(place, flag.key, (one) => one.remove());
        await given.defineSegment(place, segment.key, (one) => one.remove());
        expect(await items()).toEqual(expected);
        const restored = await given.flag(place, { key: flag.key });
        expect((await items()).map(([kind, key]) => [kind, key])).toEqual([
          ['segment', segment.id],
          ['flag', restored.key],
        ]);
      });

      promise('comes back as itself, with a greater item revision', async (kept, given) => {
        const place = await given.project();
        const [flag, segment] = [await given.flag(place), await given.segment(place)];
        const production = place.environment('production');
        await given.define(place, flag.key, (one) => one.archive(means.at));
        await given.defineSegment(place, segment.key, (one) => one.archive(means.at));
        await given.define(place, flag.key, (one) => one.restore());
        const last = await given.defineSegment(place, segment.key, (one) => one.restore());
        const { revision, items } = (await kept.environments.changedSince(production.id, 0))!;
        expect(items.map(({ kind, json }) => [kind, (JSON.parse(json) as { deleted?: true }).deleted])).toEqual([
          ['flag', undefined],
          ['segment', undefined],
        ]);
        expect(items[1]!.revision).toBe(revision);
        expect(last.raised.map(({ revision: one }) => one)).toContain(revision);
      });
    });

    describe('deleting what is full of uses', () => {
      promise('takes everything below with it and leaves every change set', async (kept, given) => {
        const place = await given.project();
        const [flag, segment] = [await given.flag(place), await given.segment(place)];
        const [production, staging] = [place.environment('production'), place.environment('staging')];
        for (const environment of place.environments) {
          await given.target(environment, flag.key, rich(segment.key));
          await given.members(environment, segment.key, { included: ['u-1'], rules: [{ key: 'all', conditions: [] }] });
        }
        await given.access(
          anAccess({
            type: 'user',
            scope: 'environment',
            workspaceId: place.workspace.id,
            projectId: place.project.id,
            environmentId: staging.id,
          }),
        );
        const history = () => kept.reader.changeSets({ workspaceId: place.workspace.id }, { limit: 200 });
        let count = (await history()).items.length;
        await given.commit(place.lock, ({ held }) => ({
          writes: [{ kind: 'environment', before: held.environments.find(({ id }) => id === staging.id) }],
        }));
        expect(await kept.environments.changedSince(staging.id, 0)).toBeUndefined();
        expect((await history()).items).toHaveLength(++count);
        await given.define(place, flag.key, (one) => ({ kind: 'flag', before: one.state }));
        expect(await kept.reader.flag(place.project.id, flag.key)).toBeUndefined();
        expect((await history()).items).toHaveLength(++count);
        await given.flag(place, { key: flag.key });
        await given.target(production, flag.key, rich(segment.key));
        count += 2;
        await given.commit(place.lock, ({ held }) => ({ writes: [{ kind: 'project', before: held.project }] }));
        expect(await kept.reader.project(place.project.id)).toBeUndefined();
        expect((await history()).items).toHaveLength(++count);
      });

      promise('a workspace: announced in every environment below it, and gone', async (kept, given) => {
        const workspace = await given.workspace();
        const places = [await given.project(workspace), await given.project(workspace)];
        const all = places.flatMap(({ environments }) => environments.map(({ id }) => id));
        const done = await given.commit({ kind: 'workspace-and-below', workspaceId: workspace.id }, ({ held }) => ({
          writes: [new Workspace(held.workspace!).remove()],
          raise: held.environments.map(({ id }) => id),
          secrets: new Map(held.environments.map(({ id }) => [id, ['cd'.repeat(32)]])),
        }));
        expect(done.raised.map(({ environmentId }) => environmentId).sort()).toEqual(all.sort());
        for (const environmentId of all) {
          const rows = await kept.outbox.rows('delivery', { environmentId, workspaceId: workspace.id });
          expect(rows.at(-1)).toMatchObject({ secrets: ['cd'.repeat(32)], changeSet: done.changeSet });
          expect(await kept.environments.changedSince(environmentId, 0)).toBeUndefined();
        }
        expect((await kept.reader.changeSet(workspace.id, undefined, done.changeSet))!.operations).toMatchObject([
          { operation: 'DeleteWorkspace' },
        ]);
      });
    });

    promise('an environment’s own fields and settings', async (kept, given) => {
      const place = await given.project();
      const production = place.environment('production');
      await given.commit(within(production), ({ held }) => {
        const edited = new Environment(held.environments[0]!).apply({
          name: 'Live',
          description: 'd',
          tags: ['t'],
          settings: { requireComment: true },
        });
        return { writes: [edited.write()!], raise: [production.id] };
      });
      const after = (await kept.reader.environment(production.id))!;
      expect(after).toMatchObject({ key: 'production', name: 'Live', description: 'd', tags: ['t'], rowVersion: 2 });
      expect(after.settings).toEqual({ requireComment: true, requireApproval: null, protected: false });
      expect(after.revision).toBeGreaterThan(production.revision);
    });
  });
}

/** Something that happens once, for a test to wait for. */
function signal(): { readonly given: Promise<void>; give(): void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => (give = resolve));
  return { given, give: () => give() };
}
