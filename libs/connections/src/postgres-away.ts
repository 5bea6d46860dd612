/** PostgreSQL's: connection exceptions (class 08), shutting down or starting up (57P01–57P03), too many connections. */
const awayStates = /^(08...|57P0[1-3]|53300)$/;
const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
/** What `pg` says in words alone. */
const awayMessages =
  /timeout exceeded when trying to connect|Connection terminated|timeout expired|Query read timeout|not queryable/;

/** Whether an error of `pg` means that the server is away, or too busy to talk to us: asking again later may help. */
export function isPostgresAway(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown };
  if (typeof code === 'string' && (awayCodes.has(code) || awayStates.test(code))) return true;
  if (Array.isArray(errors) && errors.some(isPostgresAway)) return true; // one for each address of a name
  return typeof message === 'string' && awayMessages.test(message);
}
