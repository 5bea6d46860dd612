import { queryText, reading } from '../requests/query-parameters';

const parameter = {
  name: 'confirm',
  description: 'The key of what is to be deleted; needed.',
  schema: { type: 'string' },
} as const;

/** `?confirm=`; undefined: not given. */
export const Confirm = () => reading({ query: [parameter] }, (request) => queryText(request, 'confirm'));
