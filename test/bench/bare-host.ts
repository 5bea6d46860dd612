import { compileEnvironment, EndUser, evaluateOne, type FlagDefinition } from '@app/evaluation';
import { Client } from 'pg';
import { type WebSocket, WebSocketServer } from 'ws';
import { answer, microseconds } from './child';
import { cpuUsed, used } from './used';

/** A `ws` server that only sends ready bytes: what sending costs at the least. */
let server: WebSocketServer;
let first = Buffer.alloc(0);
let frame = Buffer.alloc(0);

/** Whoever says something is sent `toNewcomers`; a broadcast is of `toAll`. */
async function start(toNewcomers: string, toAll: string): Promise<{ address: string }> {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false, maxPayload: 64 * 1024 });
  await new Promise((resolve) => server.once('listening', resolve));
  first = Buffer.from(toNewcomers);
  frame = Buffer.from(toAll);
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    socket.on('message', (data: Buffer) => {
      remember(socket, data);
      socket.send(first, { binary: false });
    });
  });
  return { address: `http://127.0.0.1:${(server.address() as { port: number }).port}` };
}

/** Who a client says it is: the least that evaluating for it needs. */
const endUsers = new WeakMap<WebSocket, EndUser>();
let evaluates = false;

function remember(socket: WebSocket, data: Buffer): void {
  if (evaluates) endUsers.set(socket, new EndUser(JSON.parse(data.toString()).data.user));
}

function broadcast(): { startedAt: number; cpu: number } {
  const cpu = cpuUsed();
  const startedAt = microseconds();
  for (const socket of server.clients) socket.send(frame, { binary: false });
  return { startedAt, cpu };
}

function evaluateForEach(): void {
  evaluates = true;
}

/** One flag for every connection, whose text is ready by variation. */
function evaluated(definition: FlagDefinition, texts: Readonly<Record<string, string>>): { startedAt: number; cpu: number } {
  const cpu = cpuUsed();
  const startedAt = microseconds();
  const environment = compileEnvironment({ flags: new Map([[definition.key, definition]]), segments: new Map() });
  for (const socket of server.clients) {
    const endUser = endUsers.get(socket)!;
    const { variation } = evaluateOne(environment, definition.key, endUser)!;
    const data = `{"eventType":"patch","userKeyId":${JSON.stringify(endUser.keyId)},"featureFlags":[${texts[variation.id]}]}`;
    socket.send(`{"messageType":"data-sync","data":${data}}`);
  }
  return { startedAt, cpu };
}

/** Broadcasts at each NOTIFY. */
async function listen(url: string, channel: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  client.on('notification', broadcast);
  await client.query(`LISTEN ${channel}`);
}

answer({ start, broadcast, evaluateForEach, evaluated, listen, used, cpu: cpuUsed });
