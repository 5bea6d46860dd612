/** The id behind a key that a document names; who made the document looked it up. */
export function idIn(ids: ReadonlyMap<string, string>, key: string): string {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`a document names ${key} and its state has no id for it`);
  return id;
}
