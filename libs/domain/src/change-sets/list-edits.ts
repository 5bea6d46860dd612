/** How one ordered list becomes another, step by step; positions are those of the moment, counted from 0. */
export type ListEdit<T> =
  | { readonly kind: 'remove'; readonly item: T; readonly position: number }
  | { readonly kind: 'add'; readonly item: T; readonly position: number }
  /** It changed, or its place among the others did, or both. An unmoved item has the same position twice. */
  | { readonly kind: 'change'; readonly before: T; readonly after: T; readonly from: number; readonly to: number };

/** Items are recognised by their key. As few as possible move: those outside a longest run that keeps its order. */
export function listEdits<T extends { readonly key: string }>(
  before: readonly T[],
  after: readonly T[],
  same: (left: T, right: T) => boolean,
): readonly ListEdit<T>[] {
  const wanted = new Map(after.map((item) => [item.key, item]));
  const edits: ListEdit<T>[] = [];
  const now = [...before];
  for (const item of before) {
    if (wanted.has(item.key)) continue;
    const position = now.indexOf(item);
    now.splice(position, 1);
    edits.push({ kind: 'remove', item, position });
  }
  const staying = keysThatStay(now, after);
  after.forEach((item, i) => {
    const from = now.findIndex(({ key }) => key === item.key);
    const own = from < 0 ? undefined : now.splice(from, 1)[0]!;
    const to = own && staying.has(own.key) ? from : placeAfter(after[i - 1], now);
    now.splice(to, 0, item);
    if (!own) edits.push({ kind: 'add', item, position: to });
    else if (from !== to || !same(own, item)) edits.push({ kind: 'change', before: own, after: item, from, to });
  });
  return edits;
}

function placeAfter(previous: { readonly key: string } | undefined, now: readonly { readonly key: string }[]): number {
  return previous ? now.findIndex(({ key }) => key === previous.key) + 1 : 0;
}

/** A longest increasing run of old positions, read in the new order. Lists have a hundred items: quadratic will do. */
function keysThatStay(
  before: readonly { readonly key: string }[],
  after: readonly { readonly key: string }[],
): ReadonlySet<string> {
  const position = new Map(before.map(({ key }, i) => [key, i]));
  const kept = after.filter(({ key }) => position.has(key)).map(({ key }) => key);
  const runs: (readonly string[])[] = [];
  kept.forEach((key, i) => {
    const earlier = runs.slice(0, i).filter((run) => position.get(run.at(-1)!)! < position.get(key)!);
    const longest = earlier.reduce<readonly string[]>((best, run) => (run.length > best.length ? run : best), []);
    runs.push([...longest, key]);
  });
  return new Set(runs.reduce((best, run) => (run.length > best.length ? run : best), []));
}
