import { aFlag, aRule, aSegment, aSegmentCondition } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';
import type { SyncData } from '../../../../test/support/els/sdk-socket';

const user = { keyId: 'u-1' };

/** An answer in short: `full`, or `patch` with what is in it; `nothing` of a poll. */
const inShort = (data: SyncData | undefined): string => {
  if (!data) return 'nothing';
  if (data.eventType === 'full') return 'full';
  const flags = data.featureFlags.map(({ key, id, isArchived }) => `${key ?? id}${isArchived ? '!' : ''}`);
  return ['patch', ...[...flags, ...(data.segments ?? []).map(({ id }) => id as string)].sort()].join(' ');
};

/**
 * featbit-protocol.md §4.2, row by row. Purged up to 102. Then 103 flag a, 104 segment s, 105 flag c with a rule on s, 106 flag gone,
 * 107 it leaves, 108 segment s changes, 109 something without items; 111 flag late, of which this els was not told.
 */
describe('which answer a cursor gets', () => {
  let els: ElsInProcess;
  let environment: ModelEnvironment;
  beforeAll(async () => (els = await ElsInProcess.start({ timing: { catchUpEveryMs: 10 } })));
  afterAll(() => ElsInProcess.closeAll());
  afterEach(() => expect(els.errors()).toEqual([]));

  beforeEach(async () => {
    environment = els.model.add(100);
    environment.flag(aFlag({ key: 'long-gone' }));
    environment.remove('flag', 'long-gone');
    environment.purge();
    environment.flag(aFlag({ key: 'a' }));
    environment.segment(aSegment({ id: 's' }));
    environment.flag(aFlag({ key: 'c', rules: [aRule('In s', [aSegmentCondition('s')])] }));
    environment.flag(aFlag({ key: 'gone' }));
    environment.remove('flag', 'gone');
    environment.segment(aSegment({ id: 's', included: ['u-1'] }));
    environment.touch();
    await (await els.server(environment)).sync(); // it is in memory at 109
    environment.touch(); // 110
    environment.flag(aFlag({ key: 'late' })); // 111
  });

  const socket = (type: 'server' | 'client') => async (cursor: number | undefined, more: string, instance?: string) =>
    inShort(await (await els[type](environment, more)).sync(cursor, { user, ...(instance && { instance }) }));
  const poll = (type: 'server' | 'client') => async (cursor: number | undefined, more: string, instance?: string) => {
    const path = `/api/public/sdk/${type}/latest-all?${cursor === undefined ? '' : `timestamp=${cursor}`}${more}${instance ? `&instance=${instance}` : ''}`;
    const answer = await (type === 'server'
      ? els.get(path, environment.secrets.server)
      : els.post(path, user, environment.secrets.client));
    if (answer.status !== 200) return String(answer.status);
    const text = await answer.text();
    return inShort(text === '' ? undefined : (JSON.parse(text) as { data: SyncData }).data);
  };
  const serverRows: [string, number | undefined, string, string][] = [
    ['0', 0, 'full', 'full'],
    ['absent', undefined, 'full', 'full'],
    ['negative', -1, 'full', 'full'],
    ['no integer', 1.5, 'full', '400'],
    ['below what was purged', 101, 'full', 'full'],
    ['at what was purged', 102, 'patch a c gone! s', 'patch a c gone! s'],
    ['older than a tombstone', 106, 'patch gone! s', 'patch gone! s'],
    ['older than something', 107, 'patch s', 'patch s'],
    ['newer than everything', 108, 'patch', 'nothing'],
    ['the revision', 109, 'patch', 'nothing'],
    ['above ours, and the store knows it', 110, 'patch late', 'patch late'],
    ['above ours, the store’s own', 111, 'patch', 'nothing'],
    ['above the store’s', 112, 'full', 'full'],
    ['absurd', Number.MAX_SAFE_INTEGER, 'full', 'full'],
  ];
  const clientRows: [string, number | undefined, string, string][] = [
    ['0', 0, 'full', 'full'],
    ['absent', undefined, 'full', 'full'],
    ['negative', -1, 'full', 'full'],
    ['no integer', 1.5, 'full', '400'],
    ['below what was purged', 101, 'full', 'full'],
    ['at what was purged', 102, 'full', 'full'], // older than a tombstone, too
    ['older than a tombstone', 106, 'full', 'full'],
    ['older than an effective revision', 107, 'patch c', 'patch c'],
    ['newer than everything', 108, 'patch', 'nothing'],
    ['the revision', 109, 'patch', 'nothing'],
    ['above ours, and the store knows it', 110, 'patch late', 'patch late'],
    ['above ours, the store’s own', 111, 'patch', 'nothing'],
    ['above the store’s', 112, 'full', 'full'],
    ['absurd', Number.MAX_SAFE_INTEGER, 'full', 'full'],
  ];

  describe.each([
    ['without caps', '', undefined],
    ['with caps', '&caps=1', undefined],
    ['with caps and the instance', '&caps=1', 'instance-1'],
  ])('%s', (_, more, instance) => {
    it.each(serverRows)('from a server SDK: %s', async (_row, cursor, onSocket, byPoll) => {
      expect([await socket('server')(cursor, more, instance), await poll('server')(cursor, more, instance)]).toEqual([
        onSocket,
        byPoll,
      ]);
    });

    it.each(clientRows)('from a client SDK: %s', async (_row, cursor, onSocket, byPoll) => {
      expect([await socket('client')(cursor, more, instance), await poll('client')(cursor, more, instance)]).toEqual([
        onSocket,
        byPoll,
      ]);
    });
  });

  describe('with caps and another instance', () => {
    it.each([0, 101, 107, 109, 110, 112])('everything, whatever it is: %i', async (cursor) => {
      for (const ask of [socket('server'), socket('client'), poll('server'), poll('client')]) {
        expect(await ask(cursor, '&caps=1', 'another')).toBe('full');
      }
    });

    it('is nobody’s business where there are no caps', async () => {
      for (const ask of [socket('server'), socket('client')]) expect(await ask(109, '', 'another')).toBe('patch');
      for (const ask of [poll('server'), poll('client')]) expect(await ask(109, '', 'another')).toBe('nothing');
    });
  });

  describe('once it was answered with everything', () => {
    const newest = ({ featureFlags, segments = [] }: SyncData) =>
      Math.max(
        ...[...featureFlags, ...segments].map(
          ({ timestamp, updatedAt }) => (timestamp as number) ?? Date.parse(updatedAt as string),
        ),
      );

    it.each([0, 101, 112, 10 ** 15])('%i leads to one that nothing is above', async (cursor) => {
      for (const type of ['server', 'client'] as const) {
        const full = await (await els[type](environment)).sync(cursor, { user });
        expect(full.eventType).toBe('full');
        expect(await poll(type)(newest(full), '')).toBe('nothing');
      }
    });

    it('an environment without anything in it is answered with everything each time', async () => {
      environment = els.model.add(100);
      for (const ask of [socket('server'), socket('client'), poll('server'), poll('client')])
        expect(await ask(0, '')).toBe('full');
    });
  });
});
