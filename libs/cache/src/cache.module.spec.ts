import 'reflect-metadata';
import { BadConfiguration, createLog, loadConfig, PlatformModule } from '@app/platform';
import { ConnectionsModule } from '@app/connections';
import { NestFactory } from '@nestjs/core';
import { CacheEnv } from './cache.config';
import { CacheModule } from './cache.module';
import { EnvironmentCache } from './environment-cache';

describe('the choice of a cache', () => {
  it('is none unless said otherwise, and needs no server', async () => {
    const config = loadConfig(CacheEnv, {});
    const root = {
      module: class Root {},
      imports: [
        PlatformModule.forRoot({ app: 'test', log: createLog({ app: 'test', level: 'silent' }) }),
        ConnectionsModule.forRoot({ config: { POSTGRES_POOL_SIZE: 2 } }),
        CacheModule.forRoot(config),
      ],
    };
    const app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
    expect(await app.get(EnvironmentCache).changedSince('env-1', 0)).toBeUndefined();
    await app.close();
  });

  it.each(['none', 'Memory', 'Redis'])('refuses %s', (CacheProvider) => {
    expect(() => loadConfig(CacheEnv, { CacheProvider })).toThrow(BadConfiguration);
  });
});
