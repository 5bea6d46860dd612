import { Seeded } from '../support/seeded';

/** What goes wrong, from `atMs` on for `forMs`, counted from the first change. */
export interface Fault {
  readonly kind: Kind;
  readonly atMs: number;
  readonly forMs: number;
}

/**
 * `hints lost`, `doubled`, `out of order`: each NOTIFY about the schedule's environment on its way to els has even chances of being
 * dropped, sent twice, or kept back until the next one has passed. `LISTEN cut`: pg_terminate_backend on the connection that els
 * listens with. `els killed`: SIGKILL, and started again at once. `PostgreSQL stopped`: the server is shut down and started 3 s later.
 * `slow socket`: one server and one client SDK stop reading, while changes are of 60 KB.
 */
export const kinds = [
  'hints lost',
  'hints doubled',
  'hints out of order',
  'LISTEN cut',
  'els killed',
  'PostgreSQL stopped',
  'slow socket',
] as const;
export type Kind = (typeof kinds)[number];

export interface Schedule {
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** How long changes go on, 20 a second. */
  readonly changesForMs: number;
  /** Whether the real server SDK watches as well. */
  readonly withNodeSdk: boolean;
}

export const changesPerSecond = 20;
const STOPPED_MS = 3_000;

/** Every kind leads every seventh schedule, with up to three others. */
export function scheduleOf(seed: number): Schedule {
  const random = new Seeded(seed);
  const chosen = [kinds[seed % kinds.length]!, ...Array.from({ length: random.below(4) }, () => random.of(kinds))];
  const faults = chosen.map((kind): Fault => {
    if (kind === 'PostgreSQL stopped') return { kind, atMs: random.below(1_500), forMs: STOPPED_MS };
    const forMs = kind.startsWith('hints') ? 1_000 + random.below(4_000) : 300 + random.below(2_500); // to the last hint, often enough
    return { kind, atMs: random.below(2_500), forMs };
  });
  const lastOutage = Math.max(
    0,
    ...faults.filter(({ kind }) => kind === 'PostgreSQL stopped').map(({ atMs }) => atMs + STOPPED_MS),
  );
  const changesForMs = Math.max(3_000, lastOutage + 2_000);
  return { seed, faults, changesForMs, withNodeSdk: Math.floor(seed / kinds.length) % 3 === 0 };
}

export function toText({ seed, faults, changesForMs, withNodeSdk }: Schedule): string {
  const each = faults.map(({ kind, atMs, forMs }) => `${kind} at ${atMs}${/cut|killed/.test(kind) ? '' : ` for ${forMs}`}`);
  return `${seed}: ${each.join(', ')}; changes for ${changesForMs} ms${withNodeSdk ? ', Node SDK' : ''}`;
}
