/** Whether two documents say the same. Members that are undefined count as absent. */
export function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  if (left instanceof Date || right instanceof Date) {
    return left instanceof Date && right instanceof Date && left.getTime() === right.getTime();
  }
  const [one, other] = [present(left), present(right)];
  return (
    one.length === other.length &&
    one.every(([name, value]) => Object.hasOwn(right, name) && same(value, (right as Record<string, unknown>)[name]))
  );
}

function present(document: object): [string, unknown][] {
  return Object.entries(document).filter(([, value]) => value !== undefined);
}
