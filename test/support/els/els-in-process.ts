import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Module, type DynamicModule } from '@nestjs/common';
import { WebSocket } from 'ws';
import { EnvironmentCache } from '@app/cache';
import { EnvironmentReader } from '@app/domain';
import { MessageBus, MessageStrategy, to, type Outgoing } from '@app/messaging';
import { createLog, Metrics, PlatformModule, SystemClock, type Clock, type Log } from '@app/platform';
import { Topics, type EnvironmentChanged } from '@app/protocol';
import { assemble } from '../../../apps/els/src/els.app';
import { ElsOwnEnv } from '../../../apps/els/src/els.config';
import { ElsRooms } from '../../../apps/els/src/els.module';
import { Timing } from '../../../apps/els/src/timing';
import { NoEnvironmentCache } from '../../../libs/cache/src/none/no-environment-cache';
import { BusReport } from '../../../libs/messaging/src/bus-report';
import { MemoryBroker, MemoryMessageBus } from '../../../libs/messaging/src/memory/memory-message-bus';
import { ModelInMemory, type ModelEnvironment } from './model-in-memory';
import { SdkSocket, streamingQuery } from './sdk-socket';

/** The memory bus, which keeps what it is given, and a way to say that its connection was lost meanwhile. */
export class BreakableBus extends MemoryMessageBus {
  readonly published: Outgoing[] = [];
  private readonly listeners = new Set<() => void>();

  override publish(...messages: readonly Outgoing[]): Promise<void> {
    this.published.push(...messages);
    return super.publish(...messages);
  }

  override onReconnect(listener?: () => void): () => void {
    if (!listener) return () => {};
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  reconnect(): void {
    for (const listener of this.listeners) listener();
  }
}

export interface ElsOptions {
  readonly model?: ModelInMemory;
  readonly cache?: EnvironmentCache;
  readonly timing?: Partial<Timing>;
  readonly config?: Partial<ElsOwnEnv>;
  readonly clock?: Clock;
  /** Of the log that is kept. Default: all of it. */
  readonly level?: 'debug' | 'warn';
}

/** The rooms of els behind a real door, over a model in memory. */
export class ElsInProcess {
  private static readonly running = new Set<ElsInProcess>();
  private readonly sockets: SdkSocket[] = [];

  private constructor(
    readonly app: NestFastifyApplication,
    readonly model: ModelInMemory,
    readonly bus: BreakableBus,
    /** Every line of the log so far, as objects. */
    readonly lines: Record<string, any>[],
    /** `http://127.0.0.1:<port>` */
    readonly url: string,
  ) {}

  static async start({
    model = new ModelInMemory(),
    cache,
    timing,
    config,
    clock = new SystemClock(),
    level = 'debug',
  }: ElsOptions = {}): Promise<ElsInProcess> {
    const lines: Record<string, any>[] = [];
    const log = createLog({ app: 'els', level, destination: { write: (line) => void lines.push(JSON.parse(line)) } });
    const bus = new BreakableBus(new MemoryBroker(), new BusReport(log, new Metrics('bus')));
    const providers = providersOf(model, cache ?? new NoEnvironmentCache(), bus);
    const rooms = ElsRooms.with(
      Object.assign(new ElsOwnEnv(), { DRAIN_SECONDS: 0, ...config }),
      Object.assign(new Timing(), timing),
    );
    const app = await assemble(whole(log, clock, providers, rooms), log);
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const started = new ElsInProcess(app, model, bus, lines, url);
    ElsInProcess.running.add(started);
    return started;
  }

  /** Every one a spec has started: call it in `afterAll`, or a test that fails half-way leaves one open. */
  static async closeAll(): Promise<void> {
    await Promise.all([...this.running].map((one) => one.close()));
  }

  /** Sends the hint and resolves when it was handed over. */
  announce(hint: EnvironmentChanged): Promise<void> {
    return this.bus.publish(to(Topics.environmentChanged, hint.environmentId, hint));
  }

  /** An open socket; whether it was let in it learns by a close code. */
  async connect(query: string): Promise<SdkSocket> {
    const sdk = await SdkSocket.open(`${this.url.replace('http', 'ws')}/streaming?${query}`);
    this.sockets.push(sdk);
    return sdk;
  }

  server({ secrets }: ModelEnvironment, more = ''): Promise<SdkSocket> {
    return this.connect(streamingQuery('server', secrets.server, { more }));
  }

  client({ secrets }: ModelEnvironment, more = ''): Promise<SdkSocket> {
    return this.connect(streamingQuery('client', secrets.client, { more }));
  }

  get(path: string, secret?: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { ...(secret && { Authorization: secret }) } });
  }

  post(path: string, body: unknown, secret?: string, type: string | null = 'application/json'): Promise<Response> {
    const headers = { ...(type && { 'Content-Type': type }), ...(secret && { Authorization: secret }) };
    return fetch(`${this.url}${path}`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
  }

  /** The value of a series without its `app` label, such as `flaghoist_els_pushes_total{type="server"}`; 0 where there is none. */
  async figure(series: string): Promise<number> {
    const text = await (await this.get('/metrics')).text();
    const line = text.split('\n').find((one) =>
      one
        .replace(/,?app="els"/, '')
        .replace('{}', '')
        .startsWith(`${series} `),
    );
    return line ? Number(line.split(' ').at(-1)) : 0;
  }

  errors(): Record<string, any>[] {
    return this.lines.filter(({ level }) => level === 'error');
  }

  async close(): Promise<void> {
    ElsInProcess.running.delete(this);
    for (const { socket } of this.sockets) if (socket.readyState !== WebSocket.CLOSED) socket.terminate();
    await this.app.close();
  }
}

function providersOf(model: ModelInMemory, cache: EnvironmentCache, bus: MessageBus) {
  return [
    { provide: EnvironmentReader, useValue: model },
    { provide: EnvironmentCache, useValue: cache },
    { provide: MessageBus, useValue: bus },
    { provide: MessageStrategy, useValue: new MessageStrategy(bus) },
  ];
}

@Module({})
class ProvidersInMemory {}

@Module({})
class Whole {}

function whole(log: Log, clock: Clock, providers: ReturnType<typeof providersOf>, rooms: DynamicModule): DynamicModule {
  const inMemory = { module: ProvidersInMemory, global: true, providers, exports: providers.map(({ provide }) => provide) };
  return { module: Whole, imports: [PlatformModule.forRoot({ app: 'els', log, clock }), inMemory, rooms] };
}
