import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AccessGuard } from './access.guard';
import { AnswerInterceptor } from './answer.interceptor';
import { ConventionsGuard } from './conventions.guard';
import { EarlyAuthentication } from './early-authentication';
import { FoundScope } from './found-scope';
import { RequestFigures } from './request-figures';
import { RouteTable } from './route-table';
import { ScopeGuard } from './scope.guard';

/** What stands before and behind every route: who asks, may they, is all that was sent read, where is it. In this order. */
@Module({
  providers: [
    RouteTable,
    FoundScope,
    EarlyAuthentication,
    RequestFigures,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: ConventionsGuard },
    { provide: APP_GUARD, useClass: ScopeGuard },
    { provide: APP_INTERCEPTOR, useClass: AnswerInterceptor },
  ],
  exports: [RouteTable],
})
export class HttpModule {}
