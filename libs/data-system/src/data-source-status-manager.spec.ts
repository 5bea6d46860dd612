import type { DataSourceStatus } from './data-source-status';
import { DataSourceStatusManager, isRecoverableStatus } from './data-source-status-manager';
import { RecordedLog } from '../testing/recorded-log';

const outage = { kind: 'NETWORK_ERROR', message: 'connection refused' } as const;
const badData = { kind: 'INVALID_DATA', message: 'not JSON' } as const;

function scene() {
  const log = new RecordedLog();
  const clock = { now: 1_000 };
  const manager = new DataSourceStatusManager(() => clock.now, log);
  const emitted: DataSourceStatus[] = [];
  manager.onChange((status) => void emitted.push(status));
  const later = () => void (clock.now += 1_000);
  return { log, manager, emitted, later };
}

/** The same, after a source became valid at 2,000. */
function validScene() {
  const valid = scene();
  valid.later();
  valid.manager.setState('VALID');
  valid.emitted.length = 0;
  valid.later();
  return valid;
}

describe('a new status (cases 47 to 49)', () => {
  it('is initializing since it was made, without an error', () => {
    expect(scene().manager.status).toEqual({ state: 'INITIALIZING', stateSince: new Date(1_000) });
  });

  it('is not moved by an interruption', () => {
    const { manager, emitted, later } = scene();
    later();
    manager.setState('INTERRUPTED');
    expect(manager.status).toEqual({ state: 'INITIALIZING', stateSince: new Date(1_000) });
    expect(emitted).toEqual([]);
  });

  it('keeps the error of an interruption, and tells it once', () => {
    const { manager, emitted, later } = scene();
    later();
    manager.setState('INTERRUPTED', outage);
    const status = {
      state: 'INITIALIZING',
      stateSince: new Date(1_000),
      lastError: { ...outage, statusCode: 0, time: new Date(2_000) },
    };
    expect(manager.status).toEqual(status);
    expect(emitted).toEqual([status]);
  });
});

describe('a valid status (cases 50 to 53)', () => {
  it('asked to be valid is left alone', () => {
    const { manager, emitted } = validScene();
    manager.setState('VALID');
    expect(emitted).toEqual([]);
    expect(manager.status.stateSince).toEqual(new Date(2_000));
  });

  it('is interrupted once, while each error is told', () => {
    const { manager, emitted, later } = validScene();
    manager.setState('INTERRUPTED', outage);
    later();
    manager.setState('INTERRUPTED', badData);
    expect(emitted.map(({ stateSince, lastError }) => [stateSince, lastError?.kind])).toEqual([
      [new Date(3_000), 'NETWORK_ERROR'],
      [new Date(3_000), 'INVALID_DATA'],
    ]);
    expect(manager.status.lastError?.time).toEqual(new Date(4_000));
  });

  it('still names the last error when it is valid again', () => {
    const { manager } = validScene();
    manager.setState('INTERRUPTED', outage);
    manager.setState('VALID');
    expect(manager.status).toMatchObject({ state: 'VALID', lastError: { kind: 'NETWORK_ERROR' } });
  });

  it('takes an error without changing its state (DEV-6)', () => {
    const { manager, emitted } = validScene();
    manager.setError(badData);
    expect(emitted).toHaveLength(1);
    expect(manager.status).toMatchObject({ state: 'VALID', stateSince: new Date(2_000), lastError: { kind: 'INVALID_DATA' } });
  });
});

describe('a status that is off (case 54)', () => {
  it('stays off, without a word to anyone but the debug log (DEV-5)', () => {
    const { log, manager, emitted } = validScene();
    manager.setState('OFF', { kind: 'ERROR_RESPONSE', statusCode: 401, message: 'the key is invalid' });
    emitted.length = 0;
    manager.setState('VALID');
    manager.setState('INTERRUPTED', outage);
    expect(manager.status).toMatchObject({ state: 'OFF', lastError: { statusCode: 401 } });
    expect(emitted).toEqual([]);
    expect([log.debugs.length, log.errors.length]).toEqual([2, 0]);
  });

  it('still records an error', () => {
    const { manager, emitted } = validScene();
    manager.setState('OFF');
    manager.setError(badData);
    expect(manager.status).toMatchObject({ state: 'OFF', lastError: { kind: 'INVALID_DATA' } });
    expect(emitted).toHaveLength(2);
  });
});

describe('an error (case 56)', () => {
  it('has the status code of an answer', () => {
    const { manager } = scene();
    manager.setError({ kind: 'ERROR_RESPONSE', statusCode: 404, message: 'not found' });
    expect(manager.status.lastError).toMatchObject({ kind: 'ERROR_RESPONSE', statusCode: 404 });
  });

  it.each(['UNKNOWN', 'NETWORK_ERROR', 'INVALID_DATA', 'STORE_ERROR'] as const)('of kind %s has none', (kind) => {
    const { manager } = scene();
    manager.setError({ kind, statusCode: 500, message: '' });
    expect(manager.status.lastError?.statusCode).toBe(0);
  });

  it.each([
    [200, true],
    [399, true],
    [400, true],
    [401, false],
    [403, false],
    [404, false],
    [408, true],
    [429, true],
    [499, false],
    [500, true],
    [503, true],
  ])('with the HTTP status %d may pass: %s (ST-8)', (statusCode, recoverable) => {
    expect(isRecoverableStatus(statusCode)).toBe(recoverable);
  });
});

describe('a handler (case 55)', () => {
  it('that answers true is called once', () => {
    const { manager } = scene();
    let calls = 0;
    manager.onChange(() => {
      calls++;
      return true;
    });
    manager.setError(outage);
    manager.setError(outage);
    expect(calls).toBe(1);
  });

  it('that was disposed is not called', () => {
    const { manager } = scene();
    let calls = 0;
    manager.onChange(() => void calls++).dispose();
    manager.setError(outage);
    expect(calls).toBe(0);
  });

  it('that throws does not stop the others', () => {
    const log = new RecordedLog();
    const manager = new DataSourceStatusManager(() => 0, log);
    const states: string[] = [];
    manager.onChange(() => {
      throw new Error('mine');
    });
    manager.onChange(({ state }) => void states.push(state));
    manager.setState('VALID');
    expect(states).toEqual(['VALID']);
    expect(log.errors).toEqual(['a handler of the data source status failed']);
  });

  it('can change nothing of what the others get', () => {
    const { manager } = scene();
    manager.onChange((status) => {
      status.stateSince.setTime(0);
      status.lastError?.time.setTime(0);
      expect(() => Object.assign(status, { state: 'OFF' })).toThrow(TypeError);
    });
    const seen: DataSourceStatus[] = [];
    manager.onChange((status) => void seen.push(status));
    manager.setState('VALID', outage);
    expect(seen).toEqual([manager.status]);
    expect(seen[0]).toMatchObject({ state: 'VALID', stateSince: new Date(1_000), lastError: { time: new Date(1_000) } });
  });

  it('hears of two changes in their order when another one causes the second', () => {
    const { manager } = scene();
    manager.onChange(({ state }) => void (state === 'VALID' && manager.setState('OFF')));
    const states: string[] = [];
    manager.onChange(({ state }) => void states.push(state));
    manager.setState('VALID');
    expect(states).toEqual(['VALID', 'OFF']);
  });
});
