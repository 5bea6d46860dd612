import { isOperationName } from '@app/domain';
import type { ChangeSetFilter, Origin, PageRequest, Violation } from '@app/domain';
import { pageOf, pageParameters } from '../requests/lists';
import type { ApiRequest } from '../http/api-request';
import { queryText, reading } from '../requests/query-parameters';
import type { QueryParameter } from '../requests/query-parameters';
import { origins } from './change-set.dto';

/** Which change sets, and which page of them. */
export interface ChangeSetList {
  readonly filter: Omit<ChangeSetFilter, 'workspaceId' | 'projectId'>;
  readonly page: PageRequest;
}

const text = { type: 'string' } as const;
const instant = { type: 'string', format: 'date-time' } as const;

const parameters: readonly QueryParameter[] = [
  { name: 'environment', schema: text, description: 'A key: raised by it, or what it is about.' },
  { name: 'flag', schema: text, description: 'A key, of then.' },
  { name: 'segment', schema: text, description: 'A key, of then.' },
  { name: 'operation', schema: text, description: 'Such as `SetEnabled`.' },
  { name: 'by', schema: text, description: 'Id, key or name of the author.' },
  { name: 'origin', schema: { type: 'string', enum: [...origins] } },
  { name: 'from', schema: instant },
  { name: 'to', schema: instant },
  { name: 'search', schema: text, description: 'A part of the comment, in any case.' },
];

/** RFC 3339, to the millisecond. */
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/i;

/** The filters of a history. Source: management-api 10. */
export const ChangeSetQuery = () => reading({ query: [...pageParameters, ...parameters] }, changeSetListOf);

function changeSetListOf(request: ApiRequest): ChangeSetList {
  const wrong: Violation[] = [];
  const given = (name: string) => queryText(request, name);
  const checked = (name: string, holds: (value: string) => boolean, detail: string): string | undefined => {
    const value = given(name);
    if (value === undefined || holds(value)) return value;
    wrong.push({ pointer: null, parameter: name, code: 'FILTER_INVALID', detail });
    return undefined;
  };
  const at = (name: string) => {
    const value = checked(name, isInstant, `${name} must be an instant such as 2026-01-05T09:30:00.000Z`);
    return value === undefined ? undefined : new Date(value);
  };
  const filter = {
    environment: given('environment'),
    flag: given('flag'),
    segment: given('segment'),
    operation: checked('operation', isOperationName, 'operation must be the name of one, such as SetEnabled'),
    by: given('by'),
    origin: checked('origin', isOrigin, `origin must be one of ${origins.join(', ')}`) as Origin | undefined,
    from: at('from'),
    to: at('to'),
    search: given('search'),
  };
  return { filter, page: pageOf(request, wrong) };
}

function isOrigin(text: string): boolean {
  return origins.some((one) => one === text);
}

function isInstant(text: string): boolean {
  return rfc3339.test(text) && !Number.isNaN(Date.parse(text));
}
