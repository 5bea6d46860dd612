import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AccessTokens } from './access-tokens';
import { Authenticator } from './authenticator';
import { FoundResources } from './me/found-resources';
import { MeController } from './me/me.controller';
import { Rights } from './me/rights';

@Module({})
export class IdentityModule {
  static forRoot({ ENCRYPTION_KEY }: { readonly ENCRYPTION_KEY: string }): DynamicModule {
    const tokens = { provide: AccessTokens, useFactory: () => new AccessTokens(ENCRYPTION_KEY) };
    return {
      module: IdentityModule,
      global: true,
      controllers: [MeController],
      providers: [tokens, Authenticator, FoundResources, Rights],
      exports: [AccessTokens, Authenticator],
    };
  }
}
