/** Of plain objects, lists and maps. Not structuredClone: under jest its objects have another realm's prototypes, and equal nothing. */
export function copy<T>(value: T): T {
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key, copy(one as unknown)])) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => copy(one)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copy(one as unknown)])) as T;
}
