import { BaseRpcContext, Server } from '@nestjs/microservices';
import type { CustomTransportStrategy, MessageHandler } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Delivery, MessageBus } from './message-bus';
import { messageTransport } from './on-message';
import { topicOf } from './topic-of';

/** Messages of a job topic that a handler gets at most in one call. */
const defaultBatch = 200;

/**
 * Feeds an app's `@OnMessage` handlers from its bus:
 * `app.connectMicroservice({ strategy: app.get(MessageStrategy) }, { inheritAppConfig: true })`.
 */
export class MessageStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = messageTransport;
  /** The bus needs the reason, so nothing on the way may swallow it. */
  override readonly propagatesEventHandlerErrors = true;
  private stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly bus: MessageBus,
    private readonly batch = defaultBatch,
  ) {
    super();
  }

  /** Two handlers of a topic would be acknowledged as one. */
  override addHandler(
    pattern: string,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> = {},
  ): void {
    const topic = this.normalizePattern(pattern);
    if (this.messageHandlers.has(topic)) throw new Error(`two handlers for the messages of '${topic}': one app has one`);
    super.addHandler(pattern, callback, isEventHandler, extras);
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const topics = [...this.messageHandlers.keys()];
      if (topics.length > 0) this.stop = await this.bus.subscribe(topics, this.batch, (one) => this.deliver(one));
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Resolves after the calls under way. */
  async close(): Promise<void> {
    const stop = this.stop;
    this.stop = undefined;
    await stop?.();
  }

  on(): never {
    throw new Error('messages have no events of their own');
  }

  override unwrap<T>(): T {
    return this.bus as T;
  }

  /** Resolves when the handler is done with it, and rejects with the handler's reason. */
  private deliver(one: Delivery): Promise<void> {
    const handler = this.messageHandlers.get(one.topic)!;
    const data = topicOf(one.topic).kind === 'job' ? one.bodies : one.bodies[0];
    const context = new BaseRpcContext([one]);
    return new Promise((resolve, reject) => {
      this.runWithProcessingHooks(context, async (end) => {
        try {
          const result: unknown = await handler(data, context);
          if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        } finally {
          end();
        }
      });
    });
  }
}
