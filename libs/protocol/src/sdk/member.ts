/** The member of that name; where there is none, the first that differs from it in case alone. */
export function member(of: unknown, name: string): unknown {
  if (typeof of !== 'object' || of === null) return undefined;
  const members = of as Readonly<Record<string, unknown>>;
  if (Object.hasOwn(members, name)) return members[name];
  const lowered = name.toLowerCase();
  const spelled = Object.keys(members).find((candidate) => candidate.toLowerCase() === lowered);
  return spelled === undefined ? undefined : members[spelled];
}
