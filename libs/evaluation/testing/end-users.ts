import { EndUser } from '../src/end-user';

/** `anEndUser('u-1', { plan: 'gold' })`; its `name` is a property like any other here. */
export function anEndUser(keyId = 'u-1', { name, ...properties }: Readonly<Record<string, string>> = {}): EndUser {
  const customizedProperties = Object.entries(properties).map(([property, value]) => ({ name: property, value }));
  return new EndUser({ keyId, name: name ?? null, customizedProperties });
}
