import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Malformed } from '@app/domain';
import type { ApiRequest } from './api-request';
import { mergePatch } from './merge-patch';
import { readAs } from './read-as';

/** What a document is to become, given what it is. Runs inside the commit, so that two patches at once both apply. */
export type Edit<T> = (current: object) => T;

type Shape<T> = new () => T;

export const TAKES_BODY = 'flaghoist:takes-body';

/** The body of a POST. */
export function Body<T extends object>(Shape: Shape<T>): ParameterDecorator {
  return body(Shape, (request) => readAs(Shape, bodyOf(request)));
}

/** The change a PUT or a PATCH asks for. A PUT's ignores what is there; a PATCH's patches it and reads the result as a PUT's body. */
export function Edited<T extends object>(Shape: Shape<T>): ParameterDecorator {
  return body(Shape, (request) => editOf(Shape, request.method, bodyOf(request)));
}

export function editOf<T extends object>(Shape: Shape<T>, method: string, given: unknown): Edit<T> {
  if (method === 'PATCH') return (current) => readAs(Shape, mergePatch(current, given));
  const whole = readAs(Shape, given);
  return () => whole;
}

function body<T extends object>(Shape: Shape<T>, read: (request: ApiRequest) => unknown): ParameterDecorator {
  const decorate = createParamDecorator((_, context: ExecutionContext) =>
    read(context.switchToHttp().getRequest<ApiRequest>()),
  )();
  return (target, method, index) => {
    const descriptor = Object.getOwnPropertyDescriptor(target, method!)!;
    ApiBody({ type: Shape })(target, method!, descriptor);
    Reflect.defineMetadata(TAKES_BODY, Shape, descriptor.value as object);
    decorate(target, method, index);
  };
}

function bodyOf({ body }: ApiRequest): object {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new Malformed([{ pointer: '', code: 'WRONG_TYPE', detail: 'a JSON object is wanted as body' }]);
}
