import type { EvaluateFilter, EvaluateRequest } from './evaluate';
import type { SdkUserProperty } from './frames';
import { member } from './member';
import { readAnonymousSdkUser, readSdkUser } from './read-sdk-user';

export type ReadEvaluateRequest =
  | { readonly ok: true; readonly value: EvaluateRequest }
  /** Says what is wrong with the body; quotes nothing of it. */
  | { readonly ok: false; readonly reason: string };

/** What the evaluate endpoint is asked (protocol §8.2). Total. Member names in any case, as in FeatBit's. */
export function readEvaluateRequest(body: unknown): ReadEvaluateRequest {
  const asked = member(body, 'user');
  const user = readSdkUser(asked) ?? readAnonymousSdkUser(asked);
  if (!user) return refused('user must be an end user with a keyId, or without one and with customizedProperties');
  const filter = member(body, 'filter') ?? {};
  if (typeof filter !== 'object' || Array.isArray(filter)) return refused('filter must be an object');
  const tagFilterMode = readMode(member(filter, 'tagFilterMode'));
  if (!tagFilterMode) return refused('filter.tagFilterMode must be "and" or "or"');
  const [tags, keys] = [readTexts(member(filter, 'tags')), readTexts(member(filter, 'keys'))];
  if (!tags || !keys) return refused('filter.tags and filter.keys must be arrays of texts');
  const timestamp = member(filter, 'timestamp') ?? 0;
  if (!Number.isSafeInteger(timestamp)) return refused('filter.timestamp must be a whole number of milliseconds');
  return { ok: true, value: { user, filter: { tagFilterMode, tags, keys, timestamp: Math.max(timestamp as number, 0) } } };
}

/**
 * What the key of an anonymous end user is the hash of: `[["country","NO"],["plan","gold"]]`, sorted by name in code units. Its key is
 * `anon-` and the hexadecimal SHA-256 of this text's UTF-8.
 */
export function anonymousIdentity(properties: readonly SdkUserProperty[]): string {
  return JSON.stringify(properties.map(({ name, value }) => [name, value]).sort(([one], [other]) => compare(one!, other!)));
}

function readMode(mode: unknown): EvaluateFilter['tagFilterMode'] | undefined {
  if (mode === undefined || mode === null || (typeof mode === 'string' && mode.trim() === '')) return 'and';
  return mode === 'and' || mode === 'or' ? mode : undefined;
}

function readTexts(list: unknown): readonly string[] | undefined {
  if (list === undefined || list === null) return [];
  return Array.isArray(list) && list.every((one): one is string => typeof one === 'string') ? list : undefined;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function refused(reason: string): ReadEvaluateRequest {
  return { ok: false, reason };
}
