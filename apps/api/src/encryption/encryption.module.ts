import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { SecretCipher } from './secret-cipher';

@Module({})
export class EncryptionModule {
  static forRoot({ ENCRYPTION_KEY }: { readonly ENCRYPTION_KEY: string }): DynamicModule {
    return {
      module: EncryptionModule,
      global: true,
      providers: [{ provide: SecretCipher, useFactory: () => new SecretCipher(ENCRYPTION_KEY) }],
      exports: [SecretCipher],
    };
  }
}
