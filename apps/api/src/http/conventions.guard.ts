import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Malformed } from '@app/domain';
import type { Violation } from '@app/domain';
import { HttpProblem } from '@app/platform';
import type { ApiRequest } from './api-request';
import { TAKES_BODY } from '../bodies/edits';
import { isOpenRoute } from './open-routes';
import { declaredQueryParameters } from '../requests/query-parameters';

/** Whether `Accept` leaves room for JSON. */
const acceptsJson = /(?:^|[\s,])(?:\*\/\*|application\/(?:\*|json|problem\+json))(?:$|[\s,;])/i;

/** What holds for every route: nothing that is sent goes unread without a word. Source: management-api 1.1. */
@Injectable()
export class ConventionsGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (isOpenRoute(request.routeOptions.url ?? '')) return true;
    const { accept } = request.headers;
    if (accept !== undefined && !acceptsJson.test(accept)) {
      throw new HttpProblem({ status: 406, code: 'NOT_ACCEPTABLE', detail: 'answers are application/json' });
    }
    const [first, ...rest] = unread(request, context.getHandler());
    if (first) throw new Malformed([first, ...rest]);
    return true;
  }
}

function unread({ query, body }: ApiRequest, handler: object): Violation[] {
  const known = declaredQueryParameters(handler);
  const parameters = Object.keys(query as object).filter((name) => !known.includes(name));
  return [
    ...parameters.map((name) => ({
      pointer: null,
      parameter: name,
      code: 'UNKNOWN_PARAMETER',
      detail: `${name} is not a parameter here${known.length > 0 ? `; those are ${known.join(', ')}` : ''}`,
    })),
    ...(Reflect.hasMetadata(TAKES_BODY, handler) ? [] : unreadBody(body)),
  ];
}

function unreadBody(body: unknown): Violation[] {
  if (body === undefined || body === null) return [];
  const members = typeof body === 'object' ? Object.keys(body) : ['(whole)'];
  const detail = 'this route takes no body';
  return members.map((name) => ({
    pointer: Array.isArray(body) || typeof body !== 'object' ? '' : `/${name}`,
    code: 'UNKNOWN_MEMBER',
    detail,
  }));
}
