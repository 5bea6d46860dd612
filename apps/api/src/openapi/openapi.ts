import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { VERSION } from '../version';
import { apiPrefix, docsPath, openApiPath } from '../http/open-routes';
import { describeProblems } from './openapi-problems';

/** The OpenAPI 3.1 description of every route, generated from the code. */
export function openApiOf(app: NestFastifyApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Flaghoist management API')
    .setDescription('Flags, segments and targeting: the door of the console and of automation.')
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The token of an access: fh_<id>_<secret>.' }, 'token')
    .addSecurityRequirements('token')
    .build();
  const document = SwaggerModule.createDocument(app, about, { operationIdFactory: nameOf });
  const paths = Object.entries(document.paths).filter(([path]) => path.startsWith(apiPrefix)); // health and figures are not of the API
  return describePatches(describeProblems({ ...document, paths: Object.fromEntries(paths) }));
}

/** The file, and the page that shows it with assets of our own. */
export function serveOpenApi(app: NestFastifyApplication): void {
  const document = openApiOf(app);
  SwaggerModule.setup(docsPath.slice(1), app, document, {
    jsonDocumentUrl: openApiPath.slice(1),
    raw: ['json'],
    customSiteTitle: 'Flaghoist API',
  });
}

/** A PATCH takes its body under either name. */
function describePatches(document: OpenAPIObject): OpenAPIObject {
  for (const { patch } of Object.values(document.paths)) {
    const body = patch?.requestBody;
    if (body && 'content' in body) body.content['application/merge-patch+json'] = body.content['application/json']!;
  }
  return document;
}

/** `flags.create`, `environmentFlags.putTargeting`. */
function nameOf(controller: string, method: string): string {
  const room = controller.replace(/Controller$/, '');
  return `${room.charAt(0).toLowerCase()}${room.slice(1)}.${method}`;
}
