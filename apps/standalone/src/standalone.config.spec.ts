import { BadConfiguration } from '@app/platform';
import { bringsKey, isEmbedded, standaloneConfig } from './standalone.config';

const key = Buffer.alloc(32, 7).toString('base64');

describe('the configuration of a first day', () => {
  it('needs no variable', () => {
    expect(standaloneConfig({})).toMatchObject({
      API_PORT: 5000,
      ELS_PORT: 5100,
      DAS_PORT: 5200,
      HOST: '127.0.0.1',
      MIGRATE_ON_START: true,
      DRAIN_SECONDS: 1,
    });
  });

  it('takes what is set, and an empty variable as not set', () => {
    const config = standaloneConfig({ MIGRATE_ON_START: 'false', DRAIN_SECONDS: '9', API_PORT: '', DATA_DIR: 'elsewhere' });
    expect(config).toMatchObject({ MIGRATE_ON_START: false, DRAIN_SECONDS: 9, API_PORT: 5000, DATA_DIR: 'elsewhere' });
  });

  it('takes address and key from the embedded database once that runs', () => {
    const brought = { POSTGRES_URL: 'postgres://flaghoist:secret@127.0.0.1:1/postgres', ENCRYPTION_KEY: key };
    expect(standaloneConfig({}, brought)).toMatchObject(brought);
  });

  it('lists every problem before anything is started', () => {
    const env = { API_PORT: 'many', LOG_LEVEL: 'loud', ROOT_ACCESS_TOKEN: 'toor', DRAIN_SECONDS: '-1', MIGRATE_ON_START: 'yes' };
    const refused = () => standaloneConfig(env);
    expect(refused).toThrow(BadConfiguration);
    for (const variable of Object.keys(env)) expect(refused).toThrow(new RegExp(`^ {2}${variable}: `, 'm'));
    expect(refused).not.toThrow(/toor/);
  });
});

describe('a database of one’s own', () => {
  const env = { POSTGRES_URL: 'postgres://db.example.com/flags' };

  it('is used when POSTGRES_URL is set, by its file as well', () => {
    expect([{}, env, { POSTGRES_URL_FILE: '/run/secrets/url' }].map(isEmbedded)).toEqual([true, false, false]);
  });

  it('needs ENCRYPTION_KEY: a key that lived in a container would die with it', () => {
    expect(() => standaloneConfig(env)).toThrow(/ENCRYPTION_KEY/);
    expect(standaloneConfig({ ...env, ENCRYPTION_KEY: key })).toMatchObject({ ...env, ENCRYPTION_KEY: key });
  });

  it('is the only case without a key of ours, unless one is given', () => {
    expect([{}, env, { ENCRYPTION_KEY: key }, { ENCRYPTION_KEY_FILE: '/run/secrets/key' }].map(bringsKey)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
