import type { ItemKind } from '@app/evaluation';

/** What every key of an environment begins with; the braces put them into one cluster slot. LazyLoad's prefix. */
export function cachePrefix(environmentId: string): string {
  return `{fh:${environmentId}}`;
}

/** Features, segments (hashes), revisions (sorted set), $inited (string): the order in which the scripts take them. */
export function cacheKeys(
  environmentId: string,
): readonly [features: string, segments: string, revisions: string, inited: string] {
  const prefix = cachePrefix(environmentId);
  return [`${prefix}:features`, `${prefix}:segments`, `${prefix}:revisions`, `${prefix}:$inited`];
}

/** The purge revision as decimal text; absent: 0. Written by a fill and by the purge. */
export function purgedKey(environmentId: string): string {
  return `${cachePrefix(environmentId)}:$purged`;
}

/** `hash`: SHA-256 of the secret's value, hex. */
export function secretKey(hash: string): string {
  return `fh:secret:${hash}`;
}

/** The member of the sorted set whose score is the item's revision. `key`: a flag's key, a segment's id. */
export function revisionMember(kind: ItemKind, key: string): string {
  return `${kind}:${key}`;
}

/** Undefined: no such member was ever written by us. */
export function readRevisionMember(member: string): { readonly kind: ItemKind; readonly key: string } | undefined {
  const colon = member.indexOf(':');
  const kind = member.slice(0, colon);
  return kind === 'flag' || kind === 'segment' ? { kind, key: member.slice(colon + 1) } : undefined;
}
