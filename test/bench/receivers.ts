import { setTimeout as pause } from 'node:timers/promises';
import { streamingUrl } from '../support/sockets';
import { localAddress, RawSocket } from '../support/wire/raw-socket';
import { answer, microseconds } from './child';

/** Where SDKs connect; without a secret to a bare server. */
export interface Door {
  readonly address: string;
  readonly type: 'server' | 'client';
  readonly secret?: string;
}

/** Those of one child: `first` numbers them through over all children. */
export interface Crowd extends Door {
  readonly first: number;
  readonly count: number;
}

/** A rate of arrivals. `every`: µs between two, of this child; `from`: when the first one comes. */
export interface Arrivals extends Crowd {
  readonly every: number;
  readonly from: number;
  /** Whether one goes as soon as it has its answer. */
  readonly leave: boolean;
}

export interface Arrived {
  /** From when each was due to its answer, µs; of one that was turned away Infinity. */
  readonly took: Float64Array;
  readonly endedAt: number;
  /** Why the first of those was. */
  readonly failure?: string | undefined;
}

const SIDE_BY_SIDE = 50;
let sockets: RawSocket[] = [];
/** Of the round under way: when each had its frame; 0: not yet. */
let arrivals = new Float64Array();
let missing = 0;
let everyone: () => void = () => {};

function url({ address, type, secret }: Door): string {
  return secret === undefined ? `${address}/` : streamingUrl(address, type, secret).replace(/^ws/, 'http');
}

/** Resolves when its sync was answered. */
async function join(door: Door, number: number): Promise<RawSocket> {
  const socket = await RawSocket.open(url(door), { localAddress: localAddress(number), keep: false });
  const answered = new Promise<void>((resolve, reject) => {
    socket.onFrame = resolve;
    void socket.ended.then((code) => reject(new Error(`a socket was closed (${code}) before it was answered`)));
  });
  socket.send({ messageType: 'data-sync', data: { timestamp: 0, user: { keyId: `u-${number}` } } });
  await answered;
  return socket;
}

async function connect(crowd: Crowd): Promise<void> {
  let next = 0;
  const opened: RawSocket[] = [];
  const open = async (): Promise<void> => {
    while (next < crowd.count) {
      const n = next++;
      opened[n] = await join(crowd, crowd.first + n);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, open));
  sockets.push(...opened);
  arrivals = new Float64Array(sockets.length);
  sockets.forEach((socket, n) => (socket.onFrame = () => arrived(n)));
}

function arrived(n: number): void {
  if (missing === 0 || arrivals[n] !== 0) return;
  arrivals[n] = microseconds();
  missing -= 1;
  if (missing === 0) everyone();
}

/** From now on one frame each is waited for; those that do not read are not. */
function arm(): void {
  arrivals.fill(0);
  sockets.forEach(({ socket }, n) => {
    if (socket.isPaused() || socket.destroyed) arrivals[n] = -1;
  });
  missing = arrivals.filter((at) => at === 0).length;
}

/** When each that was waited for had it, in µs. */
async function all(): Promise<Float64Array> {
  if (missing > 0) await new Promise<void>((resolve) => (everyone = resolve));
  return arrivals.filter((at) => at > 0);
}

/** Every so manieth stops reading and asks for echoes of so many bytes meanwhile, which it will not read either. */
function stick(every: number, echoes: number, bytes: number): number {
  const stuck = sockets.filter((_, n) => n % every === 0);
  const echo = { messageType: 'echo', data: 'x'.repeat(bytes) };
  for (const socket of stuck) {
    socket.socket.pause();
    for (let n = 0; n < echoes; n += 1) socket.send(echo);
  }
  return stuck.length;
}

/** One after the other at a fixed rate, whether those before are through or not. */
async function arrive({ every, from, leave, ...crowd }: Arrivals): Promise<Arrived> {
  let failure: string | undefined;
  const took = new Float64Array(crowd.count);
  const underWay: Promise<void>[] = [];
  for (let n = 0; n < crowd.count; n += 1) {
    const due = from + n * every;
    const early = due - microseconds();
    if (early > 1_000) await pause(early / 1_000);
    const welcome = (socket: RawSocket): void => {
      took[n] = microseconds() - due;
      if (leave) socket.destroy();
      else sockets.push(socket);
    };
    const one = join(crowd, crowd.first + n).then(welcome, (error: Error) => {
      took[n] = Infinity;
      failure ??= error.message;
    });
    underWay.push(one);
  }
  await Promise.all(underWay);
  return { took, endedAt: microseconds(), failure };
}

function leave(): void {
  for (const socket of sockets) socket.destroy();
  sockets = [];
}

answer({ connect, arm, all, stick, arrive, leave, open: () => sockets.filter(({ socket }) => !socket.destroyed).length });
