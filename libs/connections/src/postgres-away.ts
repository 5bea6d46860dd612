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
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && (awayCodes.has(code) || awayStates.test(code))) return true;
  if (error instanceof AggregateError) return error.errors.some(isPostgresAway); // one for each address of the name
  return awayMessages.test(error.message);
}
