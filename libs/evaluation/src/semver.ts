/** A version: three numeric parts of any length, as text without leading zeros, and what follows the hyphen. */
export interface SemVer {
  readonly parts: readonly string[];
  readonly preRelease: readonly string[];
}

const NUMERIC = '(?:0|[1-9]\\d*)';
const PRE_RELEASE = `(?:${NUMERIC}|\\d*[A-Za-z-][0-9A-Za-z-]*)`;
const BUILD = '[0-9A-Za-z-]+';
/** Grammar of SemVer 2.0.0, with a leading v and with parts missing at the end. */
const SEMVER = new RegExp(
  `^[vV]?(${NUMERIC}(?:\\.${NUMERIC}){0,2})(?:-(${PRE_RELEASE}(?:\\.${PRE_RELEASE})*))?(?:\\+${BUILD}(?:\\.${BUILD})*)?$`,
);
const DIGITS = /^\d+$/;

/** `1.2` is `1.2.0`; what follows `+` is ignored. Undefined when the text is no version. */
export function parseSemVer(text: string): SemVer | undefined {
  const match = SEMVER.exec(text);
  if (!match) return undefined;
  const parts = match[1]!.split('.');
  while (parts.length < 3) parts.push('0');
  return { parts, preRelease: match[2]?.split('.') ?? [] };
}

/** Precedence of SemVer 2.0.0 §11: below 0, 0, above 0. */
export function compareSemVer(left: SemVer, right: SemVer): number {
  for (let i = 0; i < 3; i++) {
    const order = compareDigits(left.parts[i]!, right.parts[i]!);
    if (order !== 0) return order;
  }
  return comparePreRelease(left.preRelease, right.preRelease);
}

/** A version without a pre-release comes after all of its pre-releases. */
function comparePreRelease(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return right.length - left.length;
  const shared = Math.min(left.length, right.length);
  for (let i = 0; i < shared; i++) {
    const order = compareIdentifiers(left[i]!, right[i]!);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numeric identifiers by value and before all others; those in ASCII order. */
function compareIdentifiers(left: string, right: string): number {
  const leftNumeric = DIGITS.test(left);
  const rightNumeric = DIGITS.test(right);
  if (leftNumeric && rightNumeric) return compareDigits(left, right);
  if (leftNumeric !== rightNumeric) return leftNumeric ? -1 : 1;
  return compareText(left, right);
}

/** Of two numbers without leading zeros the longer one is larger: they may pass what a double can hold. */
function compareDigits(left: string, right: string): number {
  return left.length - right.length || compareText(left, right);
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
