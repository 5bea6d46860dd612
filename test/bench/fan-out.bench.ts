import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import WebSocket from 'ws';
import { type Flaghoist, startFlaghoist } from '../support/flaghoist';
import { startPostgresServer } from '../support/postgres-server';
import { liveFlag, paths } from '../support/scenario';
import { streamingUrl } from '../support/sockets';
import { type BenchResult, median, percentile } from './result';

const connections = 1_000;
const rounds = 40;

/**
 * From sending a PUT to the last of 1,000 connected server SDKs, beside the same PUT with none connected and a bare broadcast of
 * the same bytes. Target: within 1.5 times the sum of the two.
 */
export async function run(): Promise<BenchResult[]> {
  const postgres = await startPostgresServer({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }); // as in production
  const flaghoist = await startFlaghoist({ postgresUrl: postgres.url });
  try {
    const { etag } = await liveFlag(flaghoist.api, 'fan-out');
    const put = await putter(flaghoist, etag!);
    await repeat(10, put.send); // both sides warm
    const alone = await repeat(rounds, async () => (await put.send()).tookMs);

    const frames = await connect(
      connections,
      () => streamingUrl(flaghoist.els, 'server', flaghoist.secrets.production.server),
      true,
    );
    await repeat(5, () => put.send().then(() => frames.next()));
    const ours = await repeat(rounds, async () => {
      const arrived = frames.next();
      const { startedAt } = await put.send();
      return toMs((await arrived).lastAt - startedAt);
    });
    const text = frames.lastText();
    frames.close();

    const bare = await bareBroadcasts(text);
    const note = `PUT alone ${median(alone).toFixed(2)} ms, bare broadcast of ${text.length} bytes ${median(bare).toFixed(2)} ms`;
    return [
      result('PUT to the last of 1,000 SDKs, p50', median(ours), median(alone) + median(bare), note),
      result('PUT to the last of 1,000 SDKs, p90', percentile(ours, 90), percentile(alone, 90) + percentile(bare, 90)),
    ];
  } finally {
    await flaghoist.close();
    await postgres.stop();
  }
}

function result(name: string, ours: number, reference: number, note?: string): BenchResult {
  return { name, ours, reference, unit: 'ms', target: 1.5, ...(note === undefined ? {} : { note }) };
}

async function putter(flaghoist: Flaghoist, firstEtag: string) {
  const path = paths.targeting('fan-out');
  const { body } = await flaghoist.api.must('GET', path);
  let etag = firstEtag;
  let on = true;
  return {
    send: async () => {
      on = !on;
      const weights = [{ variation: on ? 'on' : 'off', weight: 100_000 }];
      const startedAt = process.hrtime.bigint();
      const answer = await flaghoist.api.must('PUT', path, { ...body, fallthrough: { weights } }, { ifMatch: etag });
      etag = answer.etag!;
      return { startedAt, tookMs: toMs(process.hrtime.bigint() - startedAt) };
    },
  };
}

async function bareBroadcasts(text: string): Promise<number[]> {
  const server = fork(join(__dirname, 'bare-broadcaster.cjs'));
  try {
    const { port } = await said<{ port: number }>(server);
    const frames = await connect(connections, () => `ws://127.0.0.1:${port}`, false);
    const one = async () => {
      const arrived = frames.next();
      const started = said<{ startedAt: string }>(server);
      server.send({ text });
      const [{ lastAt }, { startedAt }] = await Promise.all([arrived, started]);
      return toMs(lastAt - BigInt(startedAt));
    };
    await repeat(5, one);
    const took = await repeat(rounds, one);
    frames.close();
    return took;
  } finally {
    server.kill();
  }
}

function said<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve) => child.once('message', (message) => resolve(message as T)));
}

/** Opens the sockets; `next()` resolves when every one of them has had one more frame. */
async function connect(count: number, url: () => string, sync: boolean) {
  const sockets: WebSocket[] = [];
  let waiting = 0;
  let done: (arrival: { lastAt: bigint }) => void = () => {};
  let text = '';
  const onFrame = (data: Buffer) => {
    if (--waiting === 0) {
      text = data.toString();
      done({ lastAt: process.hrtime.bigint() });
    }
  };
  for (let n = 0; n < count; n++) sockets.push(await open(url(), sync, onFrame));
  return {
    next: () => {
      waiting = count;
      return new Promise<{ lastAt: bigint }>((resolve) => (done = resolve));
    },
    lastText: () => text,
    close: () => sockets.forEach((socket) => socket.terminate()),
  };
}

async function open(url: string, sync: boolean, onFrame: (data: Buffer) => void): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  if (sync) {
    socket.send(JSON.stringify({ messageType: 'data-sync', data: { timestamp: 0 } }));
    await new Promise((resolve) => socket.once('message', resolve));
  }
  socket.on('message', onFrame);
  return socket;
}

async function repeat<T>(times: number, one: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let n = 0; n < times; n++) results.push(await one());
  return results;
}

function toMs(nanoseconds: bigint): number {
  return Number(nanoseconds) / 1e6;
}
