import { correlationId, withCorrelation } from '../correlation/correlation';
import { createLog } from './create-log';
import { NestLog } from './nest-log';
import type { LogLevel } from './logging.config';

function logTo(lines: Record<string, unknown>[], level: LogLevel = 'info') {
  return createLog({ app: 'els', level, destination: { write: (line) => void lines.push(JSON.parse(line) as never) } });
}

describe('the log', () => {
  it('writes one JSON line an event, its facts in fields', () => {
    const lines: Record<string, unknown>[] = [];
    logTo(lines).warn({ environmentId: 'env-1', bytes: 9 }, 'payload over the limit');
    expect(lines).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/Z$/) as string,
        app: 'els',
        environmentId: 'env-1',
        bytes: 9,
        msg: 'payload over the limit',
      },
    ]);
  });

  it('carries the correlation id, across what is awaited', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = logTo(lines);
    await withCorrelation('abc', async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      log.info('inside');
    });
    log.info('outside');
    expect(lines.map((line) => line['correlationId'])).toEqual(['abc', undefined]);
    expect(correlationId()).toBeUndefined();
  });

  it('keeps to its level', () => {
    const lines: Record<string, unknown>[] = [];
    const log = logTo(lines, 'warn');
    log.info('no');
    log.debug('no');
    log.error(new Error('yes'));
    expect(lines).toMatchObject([{ level: 'error', msg: 'yes', err: { type: 'Error' } }]);
  });

  it('never writes secrets, tokens or what is known of end users, however deep they stand', () => {
    const lines: Record<string, unknown>[] = [];
    const hidden = { secret: 'hunter2', token: 'hunter2', headers: { authorization: 'hunter2', cookie: 'hunter2' } };
    logTo(lines).info(
      { ...hidden, request: hidden, endUser: { keyId: 'u1', properties: { email: 'hunter2' } }, password: 'hunter2' },
      'done',
    );
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[0]).toMatchObject({ endUser: { keyId: 'u1', properties: '[redacted]' } });
  });
});

describe('an error in the log', () => {
  it('is its type, message, stack, code and cause, never what a driver hangs on it', () => {
    const lines: Record<string, unknown>[] = [];
    const cause = Object.assign(new TypeError('refused'), { code: '23505', detail: 'Key (hash)=(hunter2) already exists.' });
    const err = Object.assign(new Error('failed', { cause }), { query: 'INSERT …', parameters: ['hunter2'], driverError: cause });
    logTo(lines).error({ err }, 'a request failed');
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[0]).toMatchObject({
      msg: 'a request failed',
      err: { type: 'Error', message: 'failed', stack: expect.any(String) as string, cause: { type: 'TypeError', code: '23505' } },
    });
  });
});

describe('what Nest says', () => {
  it('is written as ours, its routine at debug', () => {
    const lines: Record<string, unknown>[] = [];
    const nest = new NestLog(logTo(lines, 'debug'));
    nest.log('Mapped {/flags, GET} route', 'RouterExplorer');
    nest.warn('careful', 'Injector');
    nest.error('broken', 'Error: broken\n    at somewhere (file.ts:1:1)', 'ExceptionsHandler');
    nest.error(new Error('thrown'), 'ExceptionsHandler');
    expect(lines).toMatchObject([
      { level: 'debug', msg: 'Mapped {/flags, GET} route', context: 'RouterExplorer' },
      { level: 'warn', msg: 'careful', context: 'Injector' },
      { level: 'error', msg: 'broken', context: 'ExceptionsHandler', stack: expect.stringContaining('at somewhere') as string },
      { level: 'error', msg: 'thrown', context: 'ExceptionsHandler', err: { message: 'thrown' } },
    ]);
  });
});
