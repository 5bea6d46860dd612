import { IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadConfiguration } from './bad-configuration';
import { loadConfig } from './load-config';
import { Needs } from './needs';
import { Secret } from './secret';
import { Address, Port, Switch, WholeNumber } from './variables';

class ServersEnv {
  @IsOptional()
  @Secret()
  @Address('redis', 'rediss')
  REDIS_URL?: string;
}

class CacheEnv {
  @IsIn(['None', 'Redis'])
  @Needs({ Redis: 'REDIS_URL' })
  CacheProvider: 'None' | 'Redis' = 'None';
}

class HttpEnv {
  @Port()
  API_PORT = 5000;

  @Switch()
  MIGRATE_ON_START = false;

  @WholeNumber({ min: 1, max: 3650 })
  TOMBSTONE_DAYS = 30;
}

class AppEnv extends IntersectionType(ServersEnv, CacheEnv, HttpEnv) {}

function problemsOf(env: Record<string, string>): readonly { variable: string; problem: string }[] {
  try {
    loadConfig(AppEnv, env);
  } catch (error) {
    if (error instanceof BadConfiguration) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('has the defaults of every class of an intersection', () => {
    const config = loadConfig(AppEnv, {});
    expect(config).toBeInstanceOf(AppEnv);
    expect(config).toEqual({ CacheProvider: 'None', API_PORT: 5000, MIGRATE_ON_START: false, TOMBSTONE_DAYS: 30 });
  });

  it('reads numbers and switches', () => {
    const config = loadConfig(AppEnv, { API_PORT: '0', MIGRATE_ON_START: 'true', TOMBSTONE_DAYS: '7' });
    expect(config).toMatchObject({ API_PORT: 0, MIGRATE_ON_START: true, TOMBSTONE_DAYS: 7 });
  });

  it('reads the text false as false', () => {
    expect(loadConfig(AppEnv, { MIGRATE_ON_START: 'false' }).MIGRATE_ON_START).toBe(false);
  });

  it('minds nobody else’s variables, and takes an empty one as not set', () => {
    const config = loadConfig(AppEnv, { PATH: '/bin', HOME: '/', CacheProvider: '', API_PORT: '' });
    expect(Object.keys(config)).not.toContain('PATH');
    expect(config).toMatchObject({ CacheProvider: 'None', API_PORT: 5000 });
  });

  it('tells every problem at once, with the variable, what is wrong and what is accepted', () => {
    const env = {
      CacheProvider: 'redis',
      API_PORT: '70000',
      MIGRATE_ON_START: 'yes',
      TOMBSTONE_DAYS: '1e3',
      REDIS_URL: 'http://example.com',
    };
    expect([...problemsOf(env)].sort((a, b) => (a.variable < b.variable ? -1 : 1))).toEqual([
      { variable: 'API_PORT', problem: '"70000" must be a whole number from 0 to 65535' },
      { variable: 'CacheProvider', problem: '"redis" must be one of the following values: None, Redis' },
      { variable: 'MIGRATE_ON_START', problem: '"yes" must be true or false' },
      { variable: 'REDIS_URL', problem: 'must be an address like redis://host or rediss://host' },
      { variable: 'TOMBSTONE_DAYS', problem: '"1e3" must be a whole number from 1 to 3650' },
    ]);
  });

  it('lists the problems in its message, one a line', () => {
    expect(() => loadConfig(AppEnv, { API_PORT: 'x', MIGRATE_ON_START: 'x' })).toThrow(
      /^the configuration cannot be used:\n {2}API_PORT: .*\n {2}MIGRATE_ON_START: .*$/,
    );
  });

  it('tells which variable a value asks for, though another class declares it', () => {
    expect(problemsOf({ CacheProvider: 'Redis' })).toEqual([
      { variable: 'CacheProvider', problem: '"Redis" needs REDIS_URL, not set' },
    ]);
    expect(problemsOf({ CacheProvider: 'Redis', REDIS_URL: 'redis://example.com' })).toEqual([]);
  });

  it('never repeats a secret', () => {
    expect(JSON.stringify(problemsOf({ REDIS_URL: 'hunter2' }))).not.toContain('hunter2');
  });

  describe('given the file of a secret', () => {
    const folder = mkdtempSync(join(tmpdir(), 'load-config-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const file = (name: string, content: string) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };

    it('reads it, without the newline at its end', () => {
      const config = loadConfig(AppEnv, { REDIS_URL_FILE: file('url', 'redis://example.com\n'), CacheProvider: 'Redis' });
      expect(config.REDIS_URL).toBe('redis://example.com');
    });

    it('refuses both at once', () => {
      const env = { REDIS_URL: 'redis://example.com', REDIS_URL_FILE: file('url', 'redis://example.com') };
      expect(problemsOf(env)).toEqual([
        { variable: 'REDIS_URL', problem: 'is set, and so is REDIS_URL_FILE: keep one of the two' },
      ]);
    });

    it('says when it cannot be read, or is empty', () => {
      expect(problemsOf({ REDIS_URL_FILE: join(folder, 'absent') })).toEqual([
        {
          variable: 'REDIS_URL',
          problem: expect.stringContaining('REDIS_URL_FILE names a file that cannot be read: ENOENT') as string,
        },
      ]);
      expect(problemsOf({ REDIS_URL_FILE: file('empty', '\n') })).toEqual([
        { variable: 'REDIS_URL', problem: expect.stringContaining('REDIS_URL_FILE names a file that is empty') as string },
      ]);
    });

    it('is read for secrets alone', () => {
      expect(loadConfig(AppEnv, { API_PORT_FILE: file('port', '7') }).API_PORT).toBe(5000);
    });
  });
});
