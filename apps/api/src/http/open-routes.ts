/** What everything else lies below. */
export const apiPrefix = '/api/v1/';

export const openApiPath = '/api/openapi.json';
export const docsPath = '/api/docs';

/** Doors without a token that libraries open; our own say so with `@Public()`. Source: access-model G-8. */
const open = new Set(['/health/liveness', '/health/readiness', '/metrics', openApiPath]);

/** `url`: a route as it is registered. */
export function isOpenRoute(url: string): boolean {
  return open.has(url) || url === docsPath || url.startsWith(`${docsPath}/`);
}
