import type { Topic } from '@app/protocol';
import type { Outgoing } from './message-bus';

/** A message for `topic`. Throws where the body is not one of it: that is a mistake of ours, seen where it is made. */
export function to<M>(topic: Topic<M>, scopeId: string, body: M): Outgoing<M> {
  const checked = topic.check(body);
  if (!checked.ok) throw new Error(`not a message of ${topic.name}: ${checked.reason}`);
  return { topic, scopeId, body };
}
