import { Topics } from '@app/protocol';
import type { Topic } from '@app/protocol';

const byName = new Map<string, Topic>(Object.values(Topics).map((topic) => [topic.name, topic]));

/** The topic of this name. Throws where there is none: names come from `Topics`, or from our own tables. */
export function topicOf(name: string): Topic {
  const topic = byName.get(name);
  if (!topic) throw new Error(`there is no topic '${name}': the topics are ${[...byName.keys()].join(', ')}`);
  return topic;
}
