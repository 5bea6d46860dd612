import type { Write } from '../ports/model-store';
import type { ResourceRef } from './change-set';

/** An environment that is there, or comes into being with the change. */
export interface EnvironmentName {
  readonly id: string;
  readonly key: string;
}

/** What a write is about, by id and by the key of this moment. `environments`: those a secret may belong to. */
export function resourceOf(write: Write, environments: readonly EnvironmentName[]): ResourceRef {
  switch (write.kind) {
    case 'targeting': {
      const { flagId, flagKey, environmentId, environment } = sideOf(write);
      return { id: flagId, kind: write.kind, key: flagKey, environmentId, environment };
    }
    case 'segment-targeting': {
      const { segmentId, segmentKey, environmentId, environment } = sideOf(write);
      return { id: segmentId, kind: write.kind, key: segmentKey, environmentId, environment };
    }
    case 'secret': {
      const { id, name, environmentId } = sideOf(write);
      const environment = environments.find((one) => one.id === environmentId)?.key ?? null;
      return { id, kind: write.kind, key: name, environmentId, environment };
    }
    default: {
      const { id, key } = sideOf<{ id: string; key: string }>(write);
      return { id, kind: write.kind, key, environmentId: null, environment: null };
    }
  }
}

/** The side that is there: after the change, or before it where the thing goes. */
export function sideOf<S>(write: { readonly before?: S; readonly after?: S }): S {
  return (write.after ?? write.before)!;
}
