import { createLog } from '@app/platform';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Client } from 'pg';
import { eventually } from '../../../test/support/eventually';
import { freshDatabase } from '../../../test/support/postgres';
import type { FreshDatabase } from '../../../test/support/postgres';
import { PostgresListener } from './postgres-listener';
import type { Notification } from './postgres-listener';

const log = createLog({ app: 'test', level: 'silent' });

/** The way to the server, which can be cut. */
class Proxy {
  private readonly server: Server;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  open = true;

  constructor(to: URL) {
    this.server = createServer((near) => {
      if (!this.open) return void near.destroy();
      const far = connect(Number(to.port), to.hostname);
      this.pairs.add([near, far]);
      for (const socket of [near, far]) socket.on('error', () => {});
      near.pipe(far).pipe(near);
    });
  }

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  cut(): void {
    for (const [near, far] of this.pairs) for (const socket of [near, far]) socket.destroy();
    this.pairs.clear();
  }

  /** Nothing comes through any more, and nobody is told. */
  swallow(): void {
    for (const [near, far] of this.pairs) {
      near.unpipe(far);
      near.resume();
      far.unpipe(near);
      far.resume();
    }
  }

  close(): void {
    this.cut();
    this.server.close();
  }
}

describe('listening', () => {
  let database: FreshDatabase;
  let outside: Client;
  let proxy: Proxy;
  let url: string;
  let heard: Notification[];
  let reconnects: number;

  beforeAll(async () => {
    database = await freshDatabase();
    outside = new Client(database.url);
    await outside.connect();
  });

  beforeEach(async () => {
    const address = new URL(database.url);
    proxy = new Proxy(new URL(database.url));
    address.port = String(await proxy.listen());
    url = address.href;
    heard = [];
    reconnects = 0;
  });

  afterEach(() => proxy.close());

  afterAll(async () => {
    await outside.end();
    await database.drop();
  });

  const listener = (channels = ['a'], pulse = { everyMs: 60_000, answerWithinMs: 5_000 }) =>
    new PostgresListener(url, channels, { onMessage: (one) => heard.push(one), onReconnect: () => reconnects++ }, log, pulse);
  const notify = (channel: string, payload: string) => outside.query('SELECT pg_notify($1, $2)', [channel, payload]);

  it('hears its channels, whatever they are called', async () => {
    const one = listener(['flaghoist:jobs', 'Odd "name"']);
    await one.start();
    await notify('flaghoist:jobs', 'x');
    await notify('another', 'not for us');
    await notify('Odd "name"', '');
    await eventually('both', () => heard.length === 2);
    expect(heard).toEqual([
      { channel: 'flaghoist:jobs', payload: 'x' },
      { channel: 'Odd "name"', payload: '' },
    ]);
    expect(reconnects).toBe(0);
    await one.stop();
  });

  it('is opened again each time it breaks, and says so', async () => {
    const one = listener();
    await one.start();
    for (const round of [1, 2]) {
      proxy.cut();
      await eventually('the new connection', () => reconnects === round);
      await notify('a', `round ${round}`);
      await eventually('the message', () => heard.length === round);
    }
    await one.stop();
  });

  it('resolves though the server is away, and hears from it when it is back', async () => {
    proxy.open = false;
    const one = listener();
    await one.start();
    proxy.open = true;
    await eventually('the connection', () => reconnects === 1);
    await notify('a', 'hello');
    await eventually('the message', () => heard.length === 1);
    await one.stop();
  });

  it('notices a server that is gone without a word', async () => {
    const one = listener(['a'], { everyMs: 50, answerWithinMs: 200 });
    await one.start();
    proxy.swallow();
    await eventually('the new connection', () => reconnects > 0);
    await notify('a', 'hello');
    await eventually('the message', () => heard.length === 1);
    await one.stop();
  });

  it('stops for good, also while it waits to try again', async () => {
    const one = listener();
    await one.start();
    proxy.open = false;
    proxy.cut();
    await one.stop();
    proxy.open = true;
    const { rows } = await outside.query<{ n: string }>(
      `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'flaghoist listen' AND datname = current_database()`,
    );
    expect(rows[0]?.n).toBe('0');
    expect(reconnects).toBe(0);
  });

  it('goes on when what it told threw', async () => {
    const one = new PostgresListener(
      url,
      ['a'],
      {
        onMessage: (message) => {
          heard.push(message);
          if (message.payload === 'bad') throw new Error('on purpose');
        },
        onReconnect: () => {},
      },
      log,
    );
    await one.start();
    await notify('a', 'bad');
    await notify('a', 'good');
    await eventually('both', () => heard.length === 2);
    await one.stop();
  });

  it('stopped twice is stopped', async () => {
    const one = listener();
    await one.start();
    await Promise.all([one.stop(), one.stop()]);
  });
});
