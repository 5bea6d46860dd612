import { compileEnvironment, EndUser, type EndUserInput, type Evaluation, evaluateOne, matchReason } from '@app/evaluation';
import { ElsInProcess } from '../support/els/els-in-process';
import type { ModelEnvironment } from '../support/els/model-in-memory';
import { describeWith } from '../support/requires';
import { missingSdks } from '../support/tools';
import { Random } from './agreement/random';
import { Tally } from './agreement/tally';
import { Walker } from './agreement/walk';
import { randomWorld, type World } from './agreement/world';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const worlds = 20;
const leastOften = 100;

/** What a door says of one flag to one end user. */
interface Said {
  readonly variationId: string;
  readonly value: string;
  readonly matchReason: string;
  readonly inExperiment: boolean;
}

describeWith('every door of els, libs/evaluation and the Node server SDK', missingSdks, () => {
  const { nodeSdk, closeNodeSdks } = jest.requireActual<typeof import('../support/node-sdk')>('../support/node-sdk');
  let els: ElsInProcess;

  beforeAll(async () => (els = await ElsInProcess.start({ level: 'warn' })));
  afterAll(async () => {
    await closeNodeSdks();
    await els.close();
  });

  it(`serve the same to everybody (seed ${seed})`, async () => {
    const random = new Random(seed);
    const compared = new Tally();
    for (let i = 0; i < worlds; i++) await compareIn(randomWorld(random), compared);
    process.stdout.write(`agreement of the doors, SEED=${seed}\n${compared.toString()}\n`);
    expect(
      compared.rare(['client payload', 'evaluate', 'Node SDK', 'reason: target', 'reason: rule', 'reason: off'], leastOften),
    ).toEqual([]);
  }, 120_000);

  async function compareIn(world: World, compared: Tally): Promise<void> {
    const environment = els.model.add();
    for (const segment of world.segments) environment.segment(segment);
    for (const flag of world.flags) environment.flag(flag);
    const compiled = compileEnvironment({
      flags: new Map(world.flags.map((flag) => [flag.key, flag])),
      segments: new Map(world.segments.map((segment) => [segment.id, segment])),
    });
    const sdk = nodeSdk(els.url, environment.secrets.server, { disableEvents: true });
    await sdk.waitForInitialization();
    for (const endUser of world.endUsers) {
      const own = new EndUser(endUser);
      const expected = new Map(world.flags.map(({ key }) => [key, evaluateOne(compiled, key, own)!]));
      const wanted = Object.fromEntries([...expected].map(([key, evaluation]) => [key, said(evaluation)]));
      expect(await clientPayload(environment, endUser)).toEqual(wanted);
      expect(await evaluated(environment, endUser)).toEqual(wanted);
      for (const flag of world.flags) {
        compared.add('client payload');
        compared.add('evaluate');
        compared.add(`reason: ${expected.get(flag.key)!.reason.kind}`);
        if (new Walker(world, flag, endUser).walk().defect !== undefined) continue; // protocol §6.6
        const { keyId, name, customizedProperties } = endUser;
        const user = { key: keyId, ...(name == null ? {} : { name }), customizedProperties: customizedProperties as [] };
        expect(await sdk.stringVariation(flag.key, user, 'the default')).toBe(wanted[flag.key]!.value);
        compared.add('Node SDK');
      }
    }
    await sdk.close();
  }

  async function clientPayload({ secrets }: ModelEnvironment, endUser: EndUserInput): Promise<Record<string, Said>> {
    const answer = await els.post('/api/public/sdk/client/latest-all?timestamp=0', endUser, secrets.client);
    const { data } = (await answer.json()) as { data: { featureFlags: Record<string, any>[] } };
    const each = data.featureFlags.map(
      ({ id, variationId, variation: value, matchReason, sendToExperiment: inExperiment }) =>
        [id, { variationId, value, matchReason, inExperiment }] as [string, Said],
    );
    return Object.fromEntries(each);
  }

  async function evaluated({ secrets }: ModelEnvironment, user: EndUserInput): Promise<Record<string, Said>> {
    const answer = await els.post('/api/public/featureflag/evaluate', { user }, secrets.server);
    const each = ((await answer.json()) as Record<string, any>[]).map(
      ({ key, variation: { id: variationId, value, matchReason, sendToExperiment: inExperiment } }) =>
        [key, { variationId, value, matchReason, inExperiment }] as [string, Said],
    );
    return Object.fromEntries(each);
  }
});

function said({ variation, reason, inExperiment }: Evaluation): Said {
  return { variationId: variation.id, value: variation.value, matchReason: matchReason(reason), inExperiment };
}
