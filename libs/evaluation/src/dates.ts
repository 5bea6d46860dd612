/** RFC 3339 `date-time`: `T` and `Z` in either case, offset required, seconds 00 to 59. */
const DATE_TIME =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d+))?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;
const MILLISECONDS = /^-?\d{1,16}$/;
const MAX_MS = 8_640_000_000_000_000;
const DAY_MS = 86_400_000;

/** Milliseconds since 1970-01-01T00:00:00Z of a date-time or of an integer of them; undefined when the text is neither. */
export function parseInstant(text: string): number | undefined {
  if (MILLISECONDS.test(text)) return withinLimits(Number(text));
  const match = DATE_TIME.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour, offsetMinute] = match;
  if (Number(day) > daysInMonth(Number(year), Number(month))) return undefined;
  const clockMs = (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000 + milliseconds(fraction);
  const offsetMs = sign ? (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000 : 0;
  const localMs = daysSinceEpoch(Number(year), Number(month), Number(day)) * DAY_MS + clockMs;
  return sign === '-' ? localMs + offsetMs : localMs - offsetMs;
}

function withinLimits(ms: number): number | undefined {
  return Math.abs(ms) <= MAX_MS ? ms : undefined;
}

/** Cut, not rounded. */
function milliseconds(fraction: string): number {
  return Number(fraction.slice(0, 3).padEnd(3, '0'));
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/**
 * Days from 1970-01-01 in the Gregorian calendar, also before it was used. Years are counted from 1 March, so that the leap day
 * comes last and the days before a month are a straight line: floor((153 m + 2) / 5).
 */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const monthsSinceMarch = (month + 9) % 12;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const daysBeforeMonth = Math.floor((153 * monthsSinceMarch + 2) / 5);
  return 365 * marchYear + leapDays + daysBeforeMonth + day - 719_469; // 719,468 days from 0000-03-01 to 1970-01-01
}
