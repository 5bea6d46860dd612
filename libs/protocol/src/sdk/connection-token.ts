import { isSecretValue, SECRET_LENGTH } from './secrets';

/** The letter that stands for each digit (protocol §2.1). */
const LETTERS = 'QBWSPHDXZU';
const HEADER_LENGTH = 5;
/** SDKs put the time behind the second character at the earliest. */
const FIRST_POSITION = 2;

export type TokenRead =
  | { readonly ok: true; readonly secret: string; /** ms since the epoch, by the SDK's clock. */ readonly sentAt: number }
  | { readonly ok: false; readonly reason: string };

/**
 * What an SDK sends in place of its secret: the secret with the time somewhere in it. It hides lightly, it protects nothing.
 * `sentAt`: ms since the epoch. `random`: from 0 up to but not including 1; chooses where the time goes.
 */
export function encodeToken(secret: string, sentAt: number, random: number): string {
  const position = Math.max(Math.floor(random * SECRET_LENGTH), FIRST_POSITION);
  const time = toLetters(String(sentAt));
  const header = toLetters(String(position).padStart(3, '0')) + toLetters(String(time.length).padStart(2, '0'));
  return header + secret.slice(0, position) + time + secret.slice(position);
}

/** Total: anything that is no token is answered with the reason, which quotes nothing of it. */
export function decodeToken(token: string): TokenRead {
  const position = toNumber(token.slice(0, 3), 3);
  const timeLength = toNumber(token.slice(3, HEADER_LENGTH), 2);
  if (position === undefined || timeLength === undefined) return { ok: false, reason: 'the token has no readable head' };
  const rest = token.slice(HEADER_LENGTH);
  const sentAt = toNumber(rest.slice(position, position + timeLength), timeLength);
  if (sentAt === undefined) return { ok: false, reason: 'the token has no readable time' };
  const secret = rest.slice(0, position) + rest.slice(position + timeLength);
  if (!isSecretValue(secret)) return { ok: false, reason: `the token does not hold ${SECRET_LENGTH} characters of a secret` };
  return { ok: true, secret, sentAt };
}

/** Whether the SDK's clock and ours agree well enough, in both directions; exactly `toleranceMs` apart still does. */
export function isTimely(sentAt: number, now: number, toleranceMs: number): boolean {
  return Math.abs(now - sentAt) <= toleranceMs;
}

function toLetters(digits: string): string {
  return Array.from(digits, (digit) => LETTERS[Number(digit)]).join('');
}

/** Undefined where there are not `length` letters, none at all, or more than a double holds exactly. */
function toNumber(letters: string, length: number): number | undefined {
  if (letters.length !== length || length === 0) return undefined;
  let number = 0;
  for (const letter of letters) {
    const digit = LETTERS.indexOf(letter);
    if (digit < 0) return undefined;
    number = number * 10 + digit;
  }
  return Number.isSafeInteger(number) ? number : undefined;
}
