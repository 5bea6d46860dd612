import type { JobTopic, RealTimeTopic, Topic } from '@app/protocol';
import { EventPattern } from '@nestjs/microservices';

/** Ours alone: handlers of another transport in the same app are none of our business. */
export const messageTransport = Symbol('flaghoist messages');

/** What a handler of the topic gets: of a real-time topic one message, of a job topic the messages of one scope, oldest first. */
export type Delivered<T extends Topic> =
  T extends RealTimeTopic<infer M> ? M : T extends JobTopic<infer M> ? readonly M[] : never;

/**
 * A method of a controller that takes a topic's messages; the compiler checks what it takes. A job is acknowledged when its promise
 * resolves, and delivered again when it rejects. One handler a topic and app.
 */
export function OnMessage<T extends Topic>(topic: T) {
  return <Handler extends (delivered: Delivered<T>) => Promise<void> | void>(
    target: object,
    property: string | symbol,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    EventPattern(topic.name, messageTransport)(target, property, descriptor as PropertyDescriptor);
  };
}
