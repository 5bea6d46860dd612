import { Health, ready } from './health';

describe('readiness', () => {
  it('is ready while nothing says otherwise', async () => {
    const health = new Health();
    health.register('database', () => ready);
    expect(await health.readiness()).toEqual({ status: 'ready', because: [] });
  });

  it('is as bad as the worst, and tells all of it', async () => {
    const health = new Health();
    health.register('queue', () => ({ status: 'degraded', because: 'slow' }));
    health.register('database', () => ({ status: 'unavailable', because: 'away' }));
    health.register('cache', () => ready);
    expect(await health.readiness()).toEqual({ status: 'unavailable', because: ['queue: slow', 'database: away'] });
  });

  it('takes a check that throws or hangs for what its room says it means', async () => {
    const health = new Health(20);
    health.register('database', () => Promise.reject(new Error('refused')));
    health.register('queue', () => new Promise(() => {}), 'degraded');
    expect(await health.readiness()).toEqual({
      status: 'unavailable',
      because: ['database: refused', 'queue: no answer in 20 ms'],
    });
  });

  it('asks once, however many want to know', async () => {
    const health = new Health();
    let asked = 0;
    health.register('database', async () => (asked++, ready));
    await Promise.all(Array.from({ length: 50 }, () => health.readiness()));
    expect(asked).toBe(1);
    await health.readiness();
    expect(asked).toBe(2);
  });

  it('is over as soon as the process stops', async () => {
    const health = new Health();
    health.register('database', () => ready);
    health.stop();
    expect(await health.readiness()).toEqual({ status: 'unavailable', because: ['stopping'] });
  });
});
