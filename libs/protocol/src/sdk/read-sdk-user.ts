import type { AnonymousSdkUser } from './evaluate';
import type { SdkUser, SdkUserProperty } from './frames';
import { member } from './member';

/**
 * An end user as it arrives on the socket, in polling and with insights: member names in any case, numbers and booleans as text,
 * bad properties dropped alone (protocol §4.1, §8.1). Undefined: not an object with a `keyId` that is not blank.
 */
export function readSdkUser(value: unknown): SdkUser | undefined {
  const keyId = member(value, 'keyId');
  if (typeof keyId !== 'string' || keyId.trim() === '') return undefined;
  return { keyId, ...readAbout(value) };
}

/** One whose `keyId` is absent, null or blank, where it has properties to be known by (protocol §8.2). */
export function readAnonymousSdkUser(value: unknown): AnonymousSdkUser | undefined {
  const keyId = member(value, 'keyId') ?? '';
  if (typeof keyId !== 'string' || keyId.trim() !== '') return undefined;
  const about = readAbout(value);
  return about.customizedProperties.length > 0 ? about : undefined;
}

function readAbout(value: unknown): AnonymousSdkUser {
  const name = member(value, 'name');
  const properties = member(value, 'customizedProperties');
  return {
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
