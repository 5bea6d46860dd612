import { Authorization } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelStore } from '@app/domain';
import type { EnvironmentScope, FlagInput, TargetingInput } from '@app/domain';
import { SystemClock } from '@app/platform';
import { freshApi, production, project } from '../../../../test/support/api';
import type { TestApi } from '../../../../test/support/api';
import { Delivery } from '../delivery/delivery';
import { FlagEdits } from '../flags/use-cases/flag-edits';
import { UpdateFlag } from '../flags/use-cases/update-flag';
import { UpdateTargeting } from '../flags/use-cases/update-targeting';
import { ChangeSets } from './change-sets';

/** Allows everything but what it is told, and remembers what it was asked. */
class Forbids extends Authorization {
  readonly asked: string[] = [];
  constructor(private readonly forbidden: (asked: string) => boolean = () => false) {
    super();
  }
  async allows(_caller: Caller, action: string, object: string): Promise<boolean> {
    this.asked.push(`${action} ${object}`);
    return !this.forbidden(`${action} ${object}`);
  }
}

const by: Caller = {
  principal: { kind: 'access', id: '3d0f8c52-7a1b-4e7e-9f0e-5b7a0c1d2e3f', key: 'ci', name: 'CI' },
  root: false,
};
const app = 'workspace/main:project/app';

describe('a change', () => {
  let api: TestApi;
  let scope: EnvironmentScope;
  const flag = async () => (await api.call('GET', `${production}/flags/known`)).body;

  beforeAll(async () => {
    api = await freshApi();
    await api.call('POST', `${project}/environments`, { key: 'qa', tags: ['shared'] });
    await api.call('POST', `${project}/flags`, { key: 'known', type: 'boolean', tags: ['ui', 'web'] });
    const ids = { workspaceId: '/workspaces/main', projectId: project, environmentId: production };
    const found = await Promise.all(
      Object.entries(ids).map(async ([name, path]) => [name, (await api.call('GET', path)).body.id]),
    );
    scope = { ...Object.fromEntries(found), workspace: 'main', project: 'app', environment: 'production' } as EnvironmentScope;
  });
  afterAll(() => api.close());

  const changeSets = (authorization: Authorization) =>
    new ChangeSets(
      api.app.get(ModelStore, { strict: false }),
      authorization,
      api.app.get(Delivery, { strict: false }),
      new SystemClock(),
    );
  const command = { by, comment: undefined, ifMatch: undefined, flagKey: 'known' };
  const target = (authorization: Authorization, edit: TargetingInput) =>
    new UpdateTargeting(changeSets(authorization)).execute({ ...command, scope, edit: (current) => ({ ...current, ...edit }) });
  const define = (authorization: Authorization, edit: FlagInput) =>
    new UpdateFlag(new FlagEdits(changeSets(authorization))).execute({
      ...command,
      scope,
      edit: (current) => ({ ...current, ...edit }),
    });

  it('is asked for by each of its operations, in the environment it happens in', async () => {
    const authorization = new Forbids();
    await target(authorization, {
      enabled: true,
      offVariation: 'on',
      individualTargets: [{ variation: 'on', endUsers: ['u-1'] }],
    });
    expect(authorization.asked).toEqual([
      `ToggleFlag ${app}:env/production;generated:flag/known;ui,web`,
      `UpdateFlagOffVariation ${app}:env/production;generated:flag/known;ui,web`,
      `UpdateFlagIndividualTargeting ${app}:env/production;generated:flag/known;ui,web`,
    ]);
  });

  it('of a definition is asked for in every environment, and refused whole when one of three forbids it', async () => {
    const before = await flag();
    const authorization = new Forbids((asked) => asked === `UpdateFlagTags ${app}:env/qa;shared:flag/known;ui,web`);
    await expect(define(authorization, { name: 'Renamed', tags: [] })).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'FORBIDDEN',
      facts: { operation: 'TagFlag', action: 'UpdateFlagTags', object: `${app}:env/qa;shared:flag/known;ui,web` },
    });
    expect(await flag()).toEqual(before);
  });

  it('that gives itself a tag is judged by the tags there were', async () => {
    const authorization = new Forbids((asked) => !/;ui,web$/.test(asked));
    await define(authorization, { tags: ['mine'] });
    expect((await flag()).tags).toEqual(['mine']);
    expect(new Set(authorization.asked)).toEqual(
      new Set(
        ['env/production;generated', 'env/qa;shared', 'env/staging;generated'].map(
          (environment) => `UpdateFlagTags ${app}:${environment}:flag/known;ui,web`,
        ),
      ),
    );
  });

  it('that changes nothing asks for nothing', async () => {
    const authorization = new Forbids(() => true);
    expect(await define(authorization, {})).toMatchObject({ changeSet: undefined, raised: [] });
    expect(authorization.asked).toEqual([]);
  });
});
