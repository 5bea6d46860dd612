import type { OpenAPIObject } from '@nestjs/swagger';

const PROBLEM = 'Problem';

const violation = {
  type: 'object',
  required: ['pointer', 'code', 'detail'],
  properties: {
    pointer: { type: ['string', 'null'], description: 'JSON Pointer into the body.' },
    parameter: { type: 'string', description: 'The query parameter that is to blame.' },
    code: { type: 'string' },
    detail: { type: 'string' },
  },
};

const schema = {
  type: 'object',
  description: 'RFC 9457. Switch on `code`. Further members are facts of the code: `current`, `usedBy`, `limit` …',
  required: ['type', 'title', 'status', 'code', 'detail', 'instance', 'correlationId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string', description: 'What is wrong, where, what to do.' },
    instance: { type: 'string' },
    correlationId: { type: 'string' },
    errors: { type: 'array', items: violation },
  },
  additionalProperties: true,
};

const content = { 'application/problem+json': { schema: { $ref: `#/components/schemas/${PROBLEM}` } } };

/** What any route may answer, by status. Source: management-api 1.3. */
const ofAny: Readonly<Record<string, readonly string[]>> = {
  400: ['MALFORMED_REQUEST', 'MALFORMED_JSON', 'WRONG_TYPE', 'UNKNOWN_MEMBER', 'UNKNOWN_PARAMETER'],
  401: ['UNAUTHENTICATED'],
  403: ['FORBIDDEN'],
  404: ['NOT_FOUND', 'PARENT_NOT_FOUND'],
  405: ['METHOD_NOT_ALLOWED'],
  406: ['NOT_ACCEPTABLE'],
  500: ['INTERNAL'],
  503: ['UNAVAILABLE'],
};
const ofWrites: typeof ofAny = {
  409: ['ARCHIVED'],
  412: ['CHANGED_MEANWHILE'],
  413: ['PAYLOAD_TOO_LARGE'],
  415: ['UNSUPPORTED_MEDIA_TYPE'],
  422: ['COMMENT_REQUIRED', 'LIMIT_EXCEEDED', 'VALIDATION_FAILED'],
  503: ['BUSY'],
};
const ofPuts: typeof ofAny = { 428: ['PRECONDITION_REQUIRED'] };
const ofPages: typeof ofAny = { 422: ['PAGE_LIMIT_INVALID', 'CURSOR_INVALID'] };

interface Described {
  $ref?: string;
  description?: string;
  content?: object;
}
interface Operation {
  responses: Record<string, Described>;
  parameters?: readonly { readonly name?: string }[];
}

/** Gives each operation all the codes it may answer, those of its own included, and each problem its shape. */
export function describeProblems(document: OpenAPIObject): OpenAPIObject {
  const shared: NonNullable<NonNullable<OpenAPIObject['components']>['responses']> = {};
  for (const path of Object.values(document.paths)) {
    for (const [method, operation] of Object.entries(path) as [string, Operation][]) {
      for (const [status, codes] of codesOf(tablesOf(method, operation), operation)) {
        const common = codesOf(tablesOf(method, operation)).get(status);
        const name = `Problem${status}${method === 'get' ? '' : 'OfWrite'}`;
        const described = { description: codes.map((code) => `\`${code}\``).join(', '), content };
        if (common?.length === codes.length) shared[name] = described;
        operation.responses[status] = common?.length === codes.length ? { $ref: `#/components/responses/${name}` } : described;
      }
    }
  }
  const { schemas, responses, ...components } = document.components ?? {};
  return {
    ...document,
    components: { ...components, schemas: { ...schemas, [PROBLEM]: schema as object }, responses: { ...responses, ...shared } },
  };
}

function tablesOf(method: string, { parameters = [] }: Operation): readonly (typeof ofAny)[] {
  const pages = parameters.some(({ name }) => name === 'cursor') ? [ofPages] : [];
  return [ofAny, ...(method === 'get' ? pages : [ofWrites]), ...(method === 'put' ? [ofPuts] : [])];
}

/** By status: what those tables say, and what the operation declares beside them. */
function codesOf(tables: readonly (typeof ofAny)[], operation?: Operation): Map<string, readonly string[]> {
  const codes = new Map<string, readonly string[]>();
  const add = (status: string, more: readonly string[]) =>
    codes.set(status, [...new Set([...(codes.get(status) ?? []), ...more])]);
  for (const table of tables) for (const [status, more] of Object.entries(table)) add(status, more);
  for (const [status, { description = '' }] of Object.entries(operation?.responses ?? {})) {
    if (Number(status) >= 400)
      add(
        status,
        [...description.matchAll(/`(\w+)`/g)].map(([, code]) => code!),
      );
  }
  return codes;
}
