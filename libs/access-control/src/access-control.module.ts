import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Authorization } from './authorization';
import { RootAuthorization } from './root-authorization';

@Module({})
export class AccessControlModule {
  static forRoot(): DynamicModule {
    return {
      module: AccessControlModule,
      global: true,
      providers: [{ provide: Authorization, useClass: RootAuthorization }],
      exports: [Authorization],
    };
  }
}
