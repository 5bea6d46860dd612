import { ManualClock } from '@app/platform';
import { FixedWindow } from './fixed-window';

describe('a fixed window', () => {
  let clock: ManualClock;
  let window: FixedWindow;
  beforeEach(() => {
    clock = new ManualClock();
    window = new FixedWindow(3, 1_000, clock);
  });
  const take = (key: string, times: number) => Array.from({ length: times }, () => window.take(key));

  it('lets so many pass, and says how long the others have to wait', () => {
    expect(take('a', 3)).toEqual([0, 0, 0]);
    clock.advance(300);
    expect(take('a', 2)).toEqual([700, 700]);
  });

  it('begins anew when it has ended, not before', () => {
    take('a', 3);
    clock.advance(999);
    expect(take('a', 1)).toEqual([1]);
    clock.advance(1);
    expect(take('a', 4)).toEqual([0, 0, 0, 1_000]);
  });

  it('counts each key by itself, from its own first request', () => {
    take('a', 4);
    clock.advance(600);
    expect(take('b', 4)).toEqual([0, 0, 0, 1_000]);
    clock.advance(400);
    expect([take('a', 1), take('b', 1)]).toEqual([[0], [600]]);
  });

  it('does not mind that the machine’s clock is set', () => {
    take('a', 3);
    clock.set(clock.now() + 3_600_000);
    expect(take('a', 1)).toEqual([1_000]);
  });

  it('remembers no more keys than ask in one window', () => {
    for (let i = 0; i < 10_000; i += 1) {
      window.take(`key-${i}`);
      clock.advance(10);
      expect(window.size).toBeLessThanOrEqual(100);
    }
  });
});
