import fc from 'fast-check';
import type { World } from './world';

/** One write, and what the specification says of it. */
export interface Step {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the project. */
  readonly path: string;
  readonly body?: unknown;
  readonly ifMatch?: number;
  /** Otherwise it succeeds, with this status (default 200). */
  readonly refusal?: Refusal;
  readonly status?: number;
  /** What success makes of the world; row versions and revisions follow from it. `answer`: the body. */
  readonly edit?: (world: World, answer: any) => void;
  /** Row version that the answer's ETag names, where it names one. */
  readonly etag?: (world: World) => number;
  /** What is read again afterwards, there or not. */
  readonly touches: Touched;
  /** True: not without a comment. */
  readonly commented?: boolean;
  /** True: also while the project is archived. */
  readonly open?: boolean;
  /** True: what is asked for is so already. */
  readonly changesNothing?: boolean;
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  /** Of the first violation. */
  readonly pointer?: string;
}

/** Keys. */
export interface Touched {
  readonly flag?: string;
  readonly segment?: string;
  readonly environment?: string;
}

/** A step still to be planned: the same arguments mean another thing in another world. */
export interface Command {
  readonly name: string;
  readonly args: unknown;
  readonly comment: string | undefined;
  plan(world: World): Step;
}

const comments = fc.option(fc.constantFrom('Second wave', 'Größe: 100 %', 'why, & why not?'), { nil: undefined, freq: 3 });

export function command<A extends object>(
  name: string,
  args: { [K in keyof A]: fc.Arbitrary<A[K]> },
  plan: (args: A, world: World) => Step,
): fc.Arbitrary<Command> {
  return fc.record({ args: fc.record(args as never) as fc.Arbitrary<A>, comment: comments }).map((given) => ({
    name,
    ...given,
    plan: (world: World) => plan(given.args, world),
  }));
}

export const nth = fc.nat(999);

/** One of those that are there, whatever the number; undefined: there is none. */
export function pick<T>(all: Iterable<T>, n: number): T | undefined {
  const list = [...all];
  return list[n % list.length];
}

/** The same, and now and then nothing: what is not there is asked for as well. */
export function oneOf<T>(all: Iterable<T>, n: number): T | undefined {
  return n % 25 === 0 ? undefined : pick(all, n);
}

/** Mostly one for which that holds, if there is one: otherwise hardly anything would ever be restored. */
export function preferring<T>(all: Iterable<T>, holds: (one: T) => boolean, n: number): T[] {
  const list = [...all];
  const fitting = list.filter(holds);
  return n % 3 > 0 && fitting.length > 0 ? fitting : list;
}

export const notFound: Refusal = { status: 404, code: 'NOT_FOUND' };
export const parentNotFound: Refusal = { status: 404, code: 'PARENT_NOT_FOUND' };
export const archived: Refusal = { status: 409, code: 'ARCHIVED' };
export const stale: Refusal = { status: 412, code: 'CHANGED_MEANWHILE' };
