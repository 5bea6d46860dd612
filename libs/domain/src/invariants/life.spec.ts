import { at, errorOf, storedFlag } from '../../testing';
import { requireOpen } from './life';
import { variationsLeftOut } from './uses';

it('what is archived, or below something archived, is closed', () => {
  const [live, archived] = [
    { key: 'web', archivedAt: null },
    { key: 'new-nav', archivedAt: at },
  ];
  expect(() => requireOpen({ project: live, flag: live })).not.toThrow();
  expect(errorOf(() => requireOpen({ project: live, flag: archived }))).toMatchObject({
    kind: 'conflict',
    code: 'ARCHIVED',
    message: 'the flag new-nav is archived: only restoring and deleting are open',
  });
});

it('variations that a body leaves out are those it does not name, in any case', () => {
  const leftOut = (keys: (string | undefined)[]) =>
    variationsLeftOut(storedFlag().state, { variations: keys.map((key) => ({ key })) }).map(({ key }) => key);
  expect(leftOut(['ON', undefined])).toEqual(['off']);
  expect(variationsLeftOut(storedFlag().state, {})).toEqual([]);
});
