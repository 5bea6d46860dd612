import { defaultLimits } from '../limits';
import { requireRoom } from './room';

describe('the room of a project', () => {
  it.each([
    ['flag', 5_000],
    ['segment', 1_000],
  ] as const)('for a %s ends at %i', async (kind, limit) => {
    const holding = (count: number) => ({ countOf: async (asked: string) => (asked === kind ? count : NaN) });
    await expect(requireRoom(holding(limit - 1), kind, 'p', defaultLimits)).resolves.toBeUndefined();
    await expect(requireRoom(holding(limit), kind, 'p', defaultLimits)).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED',
      facts: { limit, value: limit + 1 },
      violations: [{ pointer: null, code: 'LIMIT_EXCEEDED' }],
    });
  });
});
