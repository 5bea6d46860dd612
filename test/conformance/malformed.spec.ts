import { aCondition, aFlag, aRule, aSegment, aSegmentCondition } from '@app/evaluation/testing';
import { ElsInProcess } from '../support/els/els-in-process';
import { eventually } from '../support/eventually';
import { describeWith } from '../support/requires';
import { missingSdks } from '../support/tools';
import { Random } from './agreement/random';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const rounds = 150;

/** featbit-protocol §12, item 8: one malformed item in an environment spoils nothing else, and no host of an SDK. */
describeWith('a malformed flag or segment', missingSdks, () => {
  const { nodeSdk, endUser, closeNodeSdks } = jest.requireActual<typeof import('../support/node-sdk')>('../support/node-sdk');
  const someone = endUser('u-1', { plan: 'gold' });
  let els: ElsInProcess;

  beforeAll(async () => (els = await ElsInProcess.start({ level: 'warn' })));
  afterAll(async () => {
    await closeNodeSdks();
    await els.close();
  });

  it(`is left out, and what the others deliver stays as it was (seed ${seed})`, async () => {
    const random = new Random(seed);
    const environment = els.model.add();
    const good = (key: string) => aFlag({ key, rules: [aRule('In s', [aSegmentCondition('s')])], disabledVariationId: 'off' });
    environment.segment(aSegment({ id: 's', included: ['u-1'] }));
    environment.flag(good('good'));
    const uncaught: unknown[] = [];
    const note = (error: unknown) => uncaught.push(error);
    process.on('uncaughtException', note).on('unhandledRejection', note);
    const sdk = nodeSdk(els.url, environment.secrets.server, { disableEvents: true });
    await sdk.waitForInitialization();
    const before = await sdk.stringVariation('good', someone, 'default');
    expect(before).not.toBe('default');
    const bad = aFlag({ key: 'bad', rules: [aRule('Gold', [aCondition('plan', 'Equal', 'gold'), aSegmentCondition('t')])] });
    try {
      for (let round = 0; round < rounds; round++) {
        const [kind, key, item] = random.chance(0.7)
          ? (['flag', 'bad', bad] as const)
          : (['segment', 't', aSegment({ id: 't' })] as const);
        await els.announce(environment.commit([[kind, key, mutated(item, random)]]));
        const marker = `marker-${round}`;
        await els.announce(environment.flag(good(marker)));
        await eventually(
          `${marker} after a mutated ${kind}`,
          async () => (await sdk.stringVariation(marker, someone, 'default')) === before,
        );
        expect(await sdk.stringVariation('good', someone, 'default')).toBe(before);
        await els.announce(environment.remove('flag', marker));
      }
      expect(uncaught).toEqual([]);
      expect(els.errors()).toEqual([]);
    } finally {
      process.off('uncaughtException', note).off('unhandledRejection', note);
    }
  }, 120_000);
});

/** One member somewhere in it is lost or becomes something else. Its identity stays: what has no key is nobody's flag. */
function mutated(item: object, random: Random): object {
  const copy = JSON.parse(JSON.stringify(item)) as Record<string, unknown>;
  let at: Record<string, unknown> = copy;
  for (;;) {
    const members = Object.keys(at).filter((name) => at !== copy || !['key', 'id', 'version', 'updatedAt'].includes(name));
    const name = members.length > 0 ? random.pick(members) : 'extra';
    const inner = at[name];
    if (inner !== null && typeof inner === 'object' && Object.keys(inner).length > 0 && random.chance(0.6)) {
      at = inner as Record<string, unknown>;
      continue;
    }
    if (random.chance(0.3)) delete at[name];
    else
      at[name] = random.pick<unknown>([
        null,
        42,
        '',
        'text',
        true,
        [],
        {},
        [null],
        [1, 'a'],
        { a: 1 },
        '["s"]',
        '{"a":1}',
        -1,
        [[0, 1]],
      ]);
    return copy;
  }
}
