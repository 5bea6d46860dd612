import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { AccessTokens } from './access-tokens';
import { Authenticator } from './authenticator';

@Module({})
export class IdentityModule {
  static forRoot({ ENCRYPTION_KEY }: { readonly ENCRYPTION_KEY: string }): DynamicModule {
    const tokens = { provide: AccessTokens, useFactory: () => new AccessTokens(ENCRYPTION_KEY) };
    return { module: IdentityModule, global: true, providers: [tokens, Authenticator], exports: [AccessTokens, Authenticator] };
  }
}
