import { createParamDecorator } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { ApiRequest } from '../http/api-request';

const requestOf = (context: ExecutionContext) => context.switchToHttp().getRequest<ApiRequest>();

/** The ids behind the keys of the path: a `WorkspaceScope`, `ProjectScope` or `EnvironmentScope`, as deep as the path goes. */
export const In = createParamDecorator((_, context: ExecutionContext) => requestOf(context).scope);

/** The `Caller`. */
export const By = createParamDecorator((_, context: ExecutionContext) => requestOf(context).caller);
