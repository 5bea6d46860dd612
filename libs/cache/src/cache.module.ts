import { Connections } from '@app/connections';
import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import type { CacheEnv } from './cache.config';
import { EnvironmentCache } from './environment-cache';

const open: Record<CacheEnv['CacheProvider'], (to: Connections) => Promise<EnvironmentCache>> = {
  None: async () => new (await import('./none/no-environment-cache.js')).NoEnvironmentCache(),
};

@Module({})
export class CacheModule {
  static forRoot({ CacheProvider }: CacheEnv): DynamicModule {
    const cache = { provide: EnvironmentCache, useFactory: open[CacheProvider], inject: [Connections] };
    return { module: CacheModule, global: true, providers: [cache], exports: [EnvironmentCache] };
  }
}
