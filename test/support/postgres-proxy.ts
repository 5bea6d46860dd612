import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What becomes of a notification: `late` comes after the next one that passes, or half a second later where none does. */
export type Fate = 'passes' | 'lost' | 'doubled' | 'late';

const NOTIFICATION = 'A'.charCodeAt(0);
const LATE_MS = 500;

/**
 * Between a process and PostgreSQL: passes every byte on, but single notifications may be lost, doubled or overtaken. Reads the
 * protocol's messages (a byte of type, four of length), which is possible as nobody here asks for TLS.
 */
export class PostgresProxy {
  /** Decides about each notification. `payload`: what NOTIFY was given. */
  judge: (payload: string) => Fate = () => 'passes';
  /** Who comes in waits for this. `startup`: what it says of itself first, its `application_name` among it. */
  admit: (startup: string) => Promise<void> = () => Promise.resolve();
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly target: () => string,
  ) {}

  /** `target`: the server's address, asked at each connection, as it may move. */
  static async before(target: () => string): Promise<PostgresProxy> {
    const server = createServer();
    const proxy = new PostgresProxy(server, target);
    server.on('connection', (socket) => proxy.pass(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  /** The target's, with the proxy's port in place of its own. */
  get url(): string {
    return Object.assign(new URL(this.target()), { port: String((this.server.address() as AddressInfo).port) }).href;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(client: Socket): void {
    const { hostname, port } = new URL(this.target());
    const postgres = connect({ host: hostname, port: Number(port) });
    const answers = new Answers(client, (payload) => this.judge(payload));
    client.once('data', (startup) => {
      client.pause();
      void this.admit(startup.toString('latin1')).then(() => {
        postgres.write(startup);
        client.on('data', (chunk) => postgres.write(chunk));
        client.resume();
      });
    });
    postgres.on('data', (chunk) => answers.feed(chunk));
    for (const [socket, other] of [
      [client, postgres],
      [postgres, client],
    ] as const) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
  }
}

/** The server's half of one connection, message by message. */
class Answers {
  private rest: Buffer = Buffer.alloc(0);
  private held: Buffer[] = [];

  constructor(
    private readonly client: Socket,
    private readonly judge: (payload: string) => Fate,
  ) {}

  feed(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let at = 0;
    while (bytes.length - at >= 5) {
      const end = at + 1 + bytes.readInt32BE(at + 1);
      if (end > bytes.length) break;
      this.take(bytes.subarray(at, end));
      at = end;
    }
    this.rest = Buffer.from(bytes.subarray(at));
  }

  private take(message: Buffer): void {
    const fate = message[0] === NOTIFICATION ? this.judge(payloadOf(message)) : 'passes';
    if (fate === 'late') return this.hold(message);
    if (fate === 'lost') return;
    this.write(message);
    if (fate === 'doubled') this.write(message);
    if (message[0] === NOTIFICATION) this.release();
  }

  private hold(message: Buffer): void {
    this.held.push(Buffer.from(message));
    setTimeout(() => this.release(), LATE_MS).unref();
  }

  private release(): void {
    for (const message of this.held.splice(0)) this.write(message);
  }

  private write(message: Buffer): void {
    if (this.client.writable) this.client.write(message);
  }
}

/** Behind type, length and process id: the channel and the payload, each with a zero at its end. */
function payloadOf(message: Buffer): string {
  const channelEndsAt = message.indexOf(0, 9);
  return message.toString('utf8', channelEndsAt + 1, message.length - 1);
}
