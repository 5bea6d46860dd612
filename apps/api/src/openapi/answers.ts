import { HttpCode, applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { ApiResponseOptions } from '@nestjs/swagger';

/** The problems of a route beside those that any route may answer, by status. */
export type Problems = Readonly<Partial<Record<403 | 404 | 409 | 422, readonly string[]>>>;

interface Told {
  readonly summary: string;
  readonly problems?: Problems;
}

const etag = { ETag: { description: 'The row version, in quotes.', schema: { type: 'string' } } } as const;
const location = { Location: { description: 'Path of what was made.', schema: { type: 'string' } } } as const;
const changed = {
  'Flaghoist-Change-Set': { description: 'Its id; absent when nothing changed.', schema: { type: 'string', format: 'uuid' } },
  'Flaghoist-Revision': { description: '`<environment>=<revision>, …` of those it raised.', schema: { type: 'string' } },
} as const;

type Body = new (...args: never[]) => unknown;

/** A route that reads. `tagged`: whether the answer has an ETag. */
export function Reads(body: Body, { summary, problems, tagged = true }: Told & { readonly tagged?: boolean }) {
  const headers = tagged ? etag : {};
  return told(200, summary, problems, { type: body as never, description: 'It.', headers });
}

/** A route that reads a page. */
export function ReadsPage(page: Body, told: Told) {
  return Reads(page, { ...told, tagged: false });
}

/** A route that changes what is there, and answers it. */
export function Changes(body: Body, { summary, problems }: Told) {
  return told(200, summary, problems, {
    type: body as never,
    description: 'It, as it is now.',
    headers: { ...etag, ...changed },
  });
}

export function Creates(body: Body, { summary, problems }: Told) {
  return told(201, summary, problems, {
    type: body as never,
    description: 'It was made.',
    headers: { ...etag, ...location, ...changed },
  });
}

export function Removes({ summary, problems }: Told) {
  return told(204, summary, problems, { description: 'It is gone.', headers: changed });
}

function told(status: number, summary: string, problems: Problems = {}, answer: ApiResponseOptions) {
  const refusals = Object.entries(problems).map(([code, codes]) =>
    ApiResponse({ status: Number(code), description: codes.map((one) => `\`${one}\``).join(', ') }),
  );
  return applyDecorators(HttpCode(status), ApiOperation({ summary }), ApiResponse({ status, ...answer }), ...refusals);
}
