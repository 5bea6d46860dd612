import { LimitExceeded } from '../errors/refused';
import type { Findings } from '../errors/findings';
import type { Finding } from '../errors/refuse';
import type { Limits } from '../limits';
import { endUserViolations } from '../meta/end-user-key';
import { quoted } from '../meta/quoted';
import { unknownVariation } from './read-serve';
import type { IndividualTargetDocument } from './targeting-document';

/** Who gets which variation by name; a target without end users is left out. Source: access-model F-37. */
export function readIndividualTargets(
  targets: readonly IndividualTargetDocument[],
  variations: readonly string[],
  limits: Limits,
  found: Findings,
): IndividualTargetDocument[] {
  const count = targets.reduce((sum, { endUsers }) => sum + Math.max(endUsers.length, 1), 0);
  const limit = limits.individualTargetsPerFlag;
  if (count > limit) {
    found.add(new LimitExceeded('/individualTargets', 'individual targets of a flag', limit, count));
    return [];
  }
  const named = new Set<string>();
  const targeted = new Set<string>();
  targets.forEach(({ variation, endUsers }, i) => {
    const at = `/individualTargets/${i}`;
    if (!variations.includes(variation)) found.add(unknownVariation(variation, `${at}/variation`, variations));
    if (named.has(variation)) {
      found.add({
        pointer: `${at}/variation`,
        code: 'VARIATION_TWICE',
        detail: `${variation} has a list of end users already: put them into one`,
      });
    }
    named.add(variation);
    endUsers.forEach((keyId, j) => found.addAll(endUserFindings(keyId, `${at}/endUsers/${j}`, targeted)));
  });
  return targets
    .filter(({ endUsers }) => endUsers.length > 0)
    .map(({ variation, endUsers }) => ({ variation, endUsers: [...endUsers] }));
}

function endUserFindings(keyId: string, pointer: string, targeted: Set<string>): readonly Finding[] {
  if (targeted.has(keyId))
    return [{ pointer, code: 'TARGET_TWICE', detail: `${quoted(keyId)} stands among the individual targets already` }];
  targeted.add(keyId);
  return endUserViolations(keyId, pointer);
}
