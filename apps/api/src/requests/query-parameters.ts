import { SetMetadata, createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiHeader, ApiQuery } from '@nestjs/swagger';
import type { ApiHeaderOptions, ApiQueryOptions } from '@nestjs/swagger';
import { Malformed } from '@app/domain';
import type { ApiRequest } from '../http/api-request';
import { isKeepable } from '../bodies/keepable';

export const QUERY_PARAMETERS = 'flaghoist:query-parameters';

/** One query parameter as it stands in the OpenAPI file. */
export type QueryParameter = ApiQueryOptions & { readonly name: string };

/** What of a request an argument is made of, beside path and body. */
export interface LooksAt {
  readonly query?: readonly QueryParameter[];
  readonly headers?: readonly ApiHeaderOptions[];
}

/**
 * A parameter decorator that reads something of the request and declares what it looks at: a route takes the query parameters that
 * its handler's arguments declare and refuses every other.
 */
export function reading<T>({ query = [], headers = [] }: LooksAt, read: (request: ApiRequest) => T): ParameterDecorator {
  const decorate = createParamDecorator((_, context: ExecutionContext) =>
    read(context.switchToHttp().getRequest<ApiRequest>()),
  )();
  return (target, method, index) => {
    const descriptor = Object.getOwnPropertyDescriptor(target, method!)!;
    for (const parameter of query) ApiQuery({ required: false, ...parameter })(target, method!, descriptor);
    for (const header of headers) ApiHeader({ required: false, ...header })(target, method!, descriptor);
    const names = [...declaredQueryParameters(descriptor.value as object), ...query.map(({ name }) => name)];
    SetMetadata(QUERY_PARAMETERS, names)(target, method!, descriptor);
    decorate(target, method, index);
  };
}

/** The names a handler's arguments declared. */
export function declaredQueryParameters(handler: object): readonly string[] {
  return (Reflect.getMetadata(QUERY_PARAMETERS, handler) as readonly string[] | undefined) ?? [];
}

/** A parameter's text; undefined: not given. Given twice, or as text that nothing could keep, it is refused. */
export function queryText(request: ApiRequest, name: string): string | undefined {
  const value = (request.query as Readonly<Record<string, unknown>>)[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && isKeepable(value)) return value;
  const detail = typeof value === 'string' ? `${name} must be well-formed text` : `${name} may be given once`;
  throw new Malformed([{ pointer: null, parameter: name, code: 'MALFORMED_REQUEST', detail }]);
}
