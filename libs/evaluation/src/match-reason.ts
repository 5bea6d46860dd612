import type { Reason } from './compiled';

/** The text of a reason in a client payload (`matchReason`). */
export function matchReason(reason: Reason): string {
  switch (reason.kind) {
    case 'off':
      return 'flag disabled';
    case 'prerequisite-failed':
      return 'prerequisite failed';
    case 'target':
      return 'targeted';
    case 'rule':
      return reason.rule.name;
    case 'fallthrough':
      return 'default';
  }
}
