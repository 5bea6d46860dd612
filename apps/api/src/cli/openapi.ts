import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openApiOf } from '../openapi/openapi';

/** The OpenAPI file, as it is committed. */
export async function openapi(app: NestFastifyApplication): Promise<string> {
  return JSON.stringify(openApiOf(app), null, 2);
}
