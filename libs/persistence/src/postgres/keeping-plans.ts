import { createHash } from 'node:crypto';
import type { Prepared, Query } from './postgres-database';

const known = new Map<string, Prepared>();

function prepared(text: string): Prepared {
  const had = known.get(text);
  if (had) return had;
  const made = { name: createHash('sha256').update(text).digest('hex').slice(0, 32), text };
  known.set(text, made);
  return made;
}

/**
 * The same query for statements of a hot path: planning one of these takes longer than running it. Only for texts that the code knows
 * beforehand, for every connection keeps the plan of each.
 */
export function keepingPlans(query: Query): Query {
  return (statement, parameters) => query(typeof statement === 'string' ? prepared(statement) : statement, parameters);
}
