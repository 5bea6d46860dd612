/** Codes of every body with key, name and tags. Source: management-api 1.3, *meta*. */
const meta = ['KEY_REQUIRED', 'KEY_INVALID', 'KEY_TOO_LONG', 'NAME_TOO_LONG', 'TAG_INVALID'];

export const creationProblems = { 409: ['KEY_EXISTS'], 422: meta };
export const editProblems = { 409: ['KEY_IMMUTABLE', 'KEY_EXISTS'], 422: meta };
