import type { Snapshot } from '../snapshots/snapshot';
import { needsEverything, type Has } from './cursor';

/** What a server SDK that has this lacks: everything, a patch, or undefined when it lacks nothing. The same bytes for all alike. */
export function serverNews(snapshot: Snapshot, has: Has, caps: boolean): Buffer | undefined {
  const frames = snapshot.serverFrames(caps);
  return needsEverything(has, snapshot) ? frames.full() : frames.above(has.cursor);
}

/** The same for a socket, which is always answered. */
export function serverAnswer(snapshot: Snapshot, has: Has, caps: boolean): Buffer {
  return serverNews(snapshot, has, caps) ?? snapshot.serverFrames(caps).empty();
}
