import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { HttpProblem } from '@app/platform';
import { Authenticator } from '../identity/authenticator';
import type { ApiRequest } from './api-request';
import { FoundScope } from './found-scope';
import { isOpenRoute } from './open-routes';

/** Finds out who asks before a body is read: a stranger's 16 MiB are not. */
@Injectable()
export class EarlyAuthentication {
  constructor(
    http: HttpAdapterHost<FastifyAdapter>,
    private readonly authenticator: Authenticator,
    private readonly scopes: FoundScope,
  ) {
    http.httpAdapter.getInstance().addHook('preParsing', async (request, _reply, payload) => {
      if (!request.is404 && !isOpenRoute(request.routeOptions.url ?? '')) await this.authenticate(request);
      return payload;
    });
  }

  private async authenticate(request: ApiRequest): Promise<void> {
    const token = this.authenticator.tokenIn(request.headers.authorization);
    if (!token) throw unauthenticated();
    this.scopes.begin(request);
    request.caller = await this.authenticator.callerOf(token);
    if (!request.caller) throw unauthenticated();
  }
}

function unauthenticated(): HttpProblem {
  const detail = 'send the token of an access that is enabled and not expired: Authorization: Bearer fh_…';
  return new HttpProblem({ status: 401, code: 'UNAUTHENTICATED', detail });
}
