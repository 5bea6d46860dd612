import { ManualClock } from '@app/platform';
import { FrameBudget } from './frame-budget';

describe('a budget of frames', () => {
  const clock = new ManualClock();
  const budget = () => new FrameBudget({ frameBurst: 3, framesPerSecond: 10 }, clock);
  const spend = (from: FrameBudget, times: number) => Array.from({ length: times }, () => from.spend());

  it('allows so many at once and then asks for patience', () => {
    expect(spend(budget(), 5)).toEqual([0, 0, 0, 100, 200]);
  });

  it('comes back with time, never above what it was', () => {
    const one = budget();
    spend(one, 3);
    clock.advance(200);
    expect(spend(one, 3)).toEqual([0, 0, 100]);
    clock.advance(3_600_000);
    expect(spend(one, 4)).toEqual([0, 0, 0, 100]);
  });
});
