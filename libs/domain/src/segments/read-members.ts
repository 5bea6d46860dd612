import { LimitExceeded } from '../errors/refused';
import type { Findings } from '../errors/findings';
import type { Limits } from '../limits';
import { endUserViolations } from '../meta/end-user-key';
import { byCodePoint } from '../meta/text';

/** A list of end users as it is kept: each once, sorted by code point. */
export function readMembers(
  members: readonly string[],
  pointer: string,
  { membersPerSegment }: Limits,
  found: Findings,
): readonly string[] {
  const set = [...new Set(members)].sort(byCodePoint);
  if (set.length > membersPerSegment)
    found.add(new LimitExceeded(pointer, 'members of a segment', membersPerSegment, set.length));
  else members.forEach((keyId, i) => found.addAll(endUserViolations(keyId, `${pointer}/${i}`)));
  return set;
}
