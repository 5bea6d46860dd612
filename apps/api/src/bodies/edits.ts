import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiExtraModels, getSchemaPath } from '@nestjs/swagger';
import type { ApiBodyOptions } from '@nestjs/swagger';
import { Malformed } from '@app/domain';
import type { ApiRequest } from '../http/api-request';
import { membersToCreate } from './members';
import { mergePatch } from './merge-patch';
import { readAs } from './read-as';

/** What a document is to become, given what it is. Runs inside the commit, so that two patches at once both apply. */
export type Edit<T> = (current: object) => T;

type Shape<T> = new () => T;

export const TAKES_BODY = 'flaghoist:takes-body';

/** The body of a POST. */
export function Body<T extends object>(Shape: Shape<T>): ParameterDecorator {
  const schema = { allOf: [{ $ref: getSchemaPath(Shape) }, { type: 'object', required: [...membersToCreate(Shape)] }] };
  return body(Shape, { schema }, (request) => readAs(Shape, bodyOf(request)));
}

/** The change a PUT or a PATCH asks for. A PUT's ignores what is there; a PATCH's patches it and reads the result as a PUT's body. */
export function Edited<T extends object>(Shape: Shape<T>): ParameterDecorator {
  return body(Shape, { type: Shape }, (request) => editOf(Shape, request.method, bodyOf(request)));
}

export function editOf<T extends object>(Shape: Shape<T>, method: string, given: unknown): Edit<T> {
  if (method === 'PATCH') return (current) => readAs(Shape, mergePatch(current, given));
  const whole = readAs(Shape, given);
  return () => whole;
}

function body<T extends object>(
  Shape: Shape<T>,
  described: ApiBodyOptions,
  read: (request: ApiRequest) => unknown,
): ParameterDecorator {
  const decorate = createParamDecorator((_, context: ExecutionContext) =>
    read(context.switchToHttp().getRequest<ApiRequest>()),
  )();
  return (target, method, index) => {
    const descriptor = Object.getOwnPropertyDescriptor(target, method!)!;
    ApiExtraModels(Shape)(target, method, descriptor);
    ApiBody(described)(target, method!, descriptor);
    Reflect.defineMetadata(TAKES_BODY, Shape, descriptor.value as object);
    decorate(target, method, index);
  };
}

function bodyOf({ body }: ApiRequest): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new Malformed([{ pointer: '', code: 'WRONG_TYPE', detail: 'a JSON object is wanted as body' }]);
}
