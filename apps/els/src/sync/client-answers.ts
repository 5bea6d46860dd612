import { Injectable } from '@nestjs/common';
import type { Answers, EndUser } from '@app/evaluation';
import { MessageType, type EventType } from '@app/protocol';
import type { Snapshot } from '../snapshots/snapshot';
import { clientFlagText } from './client-texts';
import { needsEverything, type Has } from './cursor';
import { Evaluations } from './evaluations';

/** What client SDKs are sent: results for one end user, as text. */
@Injectable()
export class ClientAnswers {
  constructor(private readonly evaluations: Evaluations) {}

  /** What a client that has this lacks: everything, a patch, or undefined when it lacks nothing. */
  news(snapshot: Snapshot, has: Has, endUser: EndUser, caps: boolean): string | undefined {
    const flags = snapshot.clientFlags;
    if (needsEverything(has, snapshot) || has.cursor < flags.lastRemoval) return this.full(snapshot, endUser, caps);
    return this.patch(snapshot, flags.above(has.cursor), endUser, caps);
  }

  /** The same for a socket, which is always answered: without it `identify()` never settles. */
  answer(snapshot: Snapshot, has: Has, endUser: EndUser, caps: boolean): string {
    return this.news(snapshot, has, endUser, caps) ?? frame(snapshot, 'patch', endUser, [], caps);
  }

  /** What a connection that is at this revision is told of the changes since. A patch cannot take a flag away, only a full can. */
  push(snapshot: Snapshot, has: Has, endUser: EndUser, caps: boolean): string | undefined {
    const flags = snapshot.clientFlags;
    if (needsEverything(has, snapshot) || has.cursor < flags.lastRemoval) return this.full(snapshot, endUser, caps);
    return this.patch(snapshot, flags.affectedSince(has.cursor), endUser, caps);
  }

  private full(snapshot: Snapshot, endUser: EndUser, caps: boolean): string {
    return frame(snapshot, 'full', endUser, texts(snapshot, this.evaluations.all(snapshot, endUser), true), caps);
  }

  private patch(snapshot: Snapshot, keys: readonly string[], endUser: EndUser, caps: boolean): string | undefined {
    if (keys.length === 0) return undefined;
    return frame(snapshot, 'patch', endUser, texts(snapshot, this.evaluations.some(snapshot, keys, endUser), false), caps);
  }
}

/** The newest flag of everything carries the environment's revision (featbit-protocol.md §4.2). */
function texts({ compiled, clientFlags, revision }: Snapshot, answers: Answers, whole: boolean): string[] {
  const newest = whole ? newestOf(clientFlags.newest, answers) : undefined;
  const sent: string[] = [];
  for (const [key, answer] of answers) {
    const own = clientFlags.revision(key);
    sent.push(clientFlagText(compiled.flags.get(key)!, answer, key === newest ? Math.max(own, revision) : own));
  }
  return sent;
}

/** Should the newest have failed to evaluate, another one must bring the cursor on. */
function newestOf(newest: string | undefined, answers: Answers): string | undefined {
  return newest !== undefined && answers.has(newest) ? newest : answers.keys().next().value;
}

function frame(snapshot: Snapshot, eventType: EventType, { keyId }: EndUser, flags: readonly string[], caps: boolean): string {
  const additions = caps ? `,"revision":${snapshot.revision},"instance":${JSON.stringify(snapshot.instance)}` : '';
  const data = `{"eventType":"${eventType}","userKeyId":${JSON.stringify(keyId)},"featureFlags":[${flags.join(',')}]${additions}}`;
  return `{"messageType":"${MessageType.dataSync}","data":${data}}`;
}
