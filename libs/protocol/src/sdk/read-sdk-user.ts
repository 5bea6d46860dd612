import type { SdkUser, SdkUserProperty } from './frames';

/**
 * An end user as it arrives on the socket, in polling and with insights: member names in any case, numbers and booleans as text,
 * bad properties dropped alone (protocol §4.1, §8.1). Undefined: not an object with a `keyId` that is not blank.
 */
export function readSdkUser(value: unknown): SdkUser | undefined {
  const keyId = member(value, 'keyId');
  if (typeof keyId !== 'string' || keyId.trim() === '') return undefined;
  const name = member(value, 'name');
  const properties = member(value, 'customizedProperties');
  return {
    keyId,
    ...(typeof name === 'string' && name.trim() !== '' && { name }),
    customizedProperties: Array.isArray(properties) ? properties.flatMap(readProperty) : [],
  };
}

function readProperty(property: unknown): SdkUserProperty[] {
  const name = member(property, 'name');
  const value = asText(member(property, 'value'));
  return typeof name === 'string' && name !== '' && value !== undefined ? [{ name, value }] : [];
}

/** No value counts as empty (protocol §7.2); a list or an object is none we could compare. */
function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The member of that name; where there is none, the first that differs from it in case alone. */
function member(of: unknown, name: string): unknown {
  if (typeof of !== 'object' || of === null) return undefined;
  const members = of as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(members, name)) return members[name];
  const lowered = name.toLowerCase();
  const spelled = Object.keys(members).find((candidate) => candidate.toLowerCase() === lowered);
  return spelled === undefined ? undefined : members[spelled];
}
