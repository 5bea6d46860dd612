import type { ItemKind } from '@app/evaluation';
import { aFlag } from '@app/evaluation/testing';
import { ChangeNotifier } from './change-notifier';
import type { DataSet, FlagDescriptor, ItemDescriptor, Items } from './data-model';
import { dataSetOf } from './data-sets';
import { DataSourceStatusManager } from './data-source-status-manager';
import type { IDataDestination } from './interfaces';
import { MemoryStore } from './memory-store';
import { Mirror } from './mirror';
import { RecordedLog } from '../testing/recorded-log';

const flag = (key: string, version: number): FlagDescriptor => ({ version, item: aFlag({ key, version }) });
const dataSet = (...flags: [key: string, version: number][]): DataSet =>
  dataSetOf(flags.map(([key, version]) => ({ kind: 'flag', key, descriptor: flag(key, version) })));

/** Writes into a memory store of its own, each write only when it is let through. */
class Slow implements IDataDestination {
  readonly identity = 'slow store';
  readonly store = new MemoryStore();
  readonly writes: string[] = [];
  private let?: () => void;

  async init(data: DataSet): Promise<void> {
    await this.gate(`init ${[...data.flags.keys()].join()}`);
    this.store.init(data);
  }

  async upsert<K extends ItemKind>(kind: K, key: string, descriptor: ItemDescriptor<Items[K]>): Promise<void> {
    await this.gate(`${kind} ${key}(${descriptor.version})`);
    this.store.upsert(kind, key, descriptor);
  }

  async letThrough(): Promise<void> {
    this.let?.();
    await new Promise(setImmediate);
  }

  private gate(write: string): Promise<void> {
    this.writes.push(write);
    return new Promise((resolve) => (this.let = resolve));
  }
}

class Failing implements IDataDestination {
  readonly identity = 'broken store';
  failing = true;
  init(): void {
    if (this.failing) throw new Error('no route');
  }
  async upsert(): Promise<void> {
    if (this.failing) throw new Error('no route');
  }
}

function scene(...destinations: IDataDestination[]) {
  const log = new RecordedLog();
  const status = new DataSourceStatusManager(() => 0, log);
  const mirrors = destinations.map((one) => new Mirror(one, (message) => status.setError({ kind: 'STORE_ERROR', message }), log));
  const store = new MemoryStore();
  const notifier = new ChangeNotifier({ sink: store, source: store, log, mirrors });
  const settled = () => Promise.all(mirrors.map((mirror) => mirror.settled()));
  return { log, status, store, notifier, settled };
}

describe('mirrors', () => {
  it('get what memory got, the second also when the first fails (case 45)', async () => {
    const second = new MemoryStore();
    const { status, store, notifier, settled } = scene(new Failing(), second);
    status.setState('VALID');
    notifier.upsert('flag', 'A', flag('A', 2));
    await settled();
    expect([store.getFlag('A')?.version, second.getFlag('A')?.version]).toEqual([2, 2]);
    expect(status.status).toMatchObject({
      state: 'VALID',
      lastError: { kind: 'STORE_ERROR', statusCode: 0, message: 'broken store could not be written: no route' },
    });
  });

  it('get nothing of what was dropped as stale', async () => {
    const mirrored = new MemoryStore();
    const { notifier, settled } = scene(mirrored);
    notifier.upsert('flag', 'A', flag('A', 5));
    notifier.upsert('flag', 'A', flag('A', 4));
    await settled();
    expect(mirrored.getFlag('A')?.version).toBe(5);
  });

  it('that fail are logged once until a write succeeds again', async () => {
    const broken = new Failing();
    const { log, notifier, settled } = scene(broken);
    const write = async (failing: boolean, version: number) => {
      broken.failing = failing;
      notifier.upsert('flag', 'A', flag('A', version));
      await settled();
    };
    await write(true, 1);
    await write(true, 2);
    expect(log.errors).toHaveLength(1);
    await write(false, 3);
    await write(true, 4);
    expect(log.errors).toHaveLength(2);
  });

  it('that throw at once fail like those that reject', async () => {
    const { status, notifier, settled } = scene(new Failing());
    notifier.init(dataSet(['A', 1]));
    await settled();
    expect(status.status.lastError?.kind).toBe('STORE_ERROR');
  });
});

describe('a slow mirror (case 46)', () => {
  it('has one write under way, and the others in order', async () => {
    const slow = new Slow();
    const { notifier, settled } = scene(slow);
    notifier.init(dataSet(['A', 1]));
    notifier.upsert('flag', 'B', flag('B', 2));
    notifier.upsert('flag', 'C', flag('C', 3));
    expect(slow.writes).toEqual(['init A']);
    await slow.letThrough();
    expect(slow.writes).toEqual(['init A', 'flag B(2)']);
    await slow.letThrough();
    await slow.letThrough();
    await settled();
    expect([...slow.store.allFlags().keys()]).toEqual(['A', 'B', 'C']);
  });

  it('forgets what waits when a whole environment comes, and ends equal to memory', async () => {
    const slow = new Slow();
    const { store, notifier, settled } = scene(slow);
    for (const [i, key] of ['A', 'B', 'C', 'D'].entries()) notifier.upsert('flag', key, flag(key, i));
    notifier.init(dataSet(['A', 9], ['E', 9]));
    await slow.letThrough();
    await slow.letThrough();
    await settled();
    expect(slow.writes).toEqual(['flag A(0)', 'init A,E']);
    expect(slow.store.allFlags()).toEqual(store.allFlags());
  });

  it('waits with the newest write of each item alone', async () => {
    const slow = new Slow();
    const { notifier, settled } = scene(slow);
    notifier.upsert('flag', 'A', flag('A', 1));
    for (let version = 2; version <= 100; version++) notifier.upsert('flag', 'A', flag('A', version));
    await slow.letThrough();
    await slow.letThrough();
    await settled();
    expect(slow.writes).toEqual(['flag A(1)', 'flag A(100)']);
  });
});
