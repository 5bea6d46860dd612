import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Authorization } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { Forbidden, ModelStore, assertInvariants, defaultLimits, operationsOf, permissionsFor, resourcesOf } from '@app/domain';
import type { Commit, Lock, Model, Operation, Origin, ProjectScope, WorkspaceScope } from '@app/domain';
import { Clock } from '@app/platform';
import { Delivery } from '../delivery/delivery';
import { Committed } from './committed';
import { consequencesOf, openedOrClosedBy } from './consequences';
import { requireHeld } from './held';
import { placeOf, surroundingsOf } from './place';
import { requireComment } from './require-comment';
import { Work } from './work';
import type { Later } from './work';

/** Who changes what where, and why. */
export interface Change {
  /** Undefined: the instance. */
  readonly scope: WorkspaceScope | ProjectScope | undefined;
  readonly lock: Lock;
  readonly by: Caller;
  readonly comment: string | undefined;
  readonly origin: Origin;
}

interface Done<T> {
  readonly done: Committed<T>;
  /** Null: nothing to announce. */
  readonly workspaceId: string | null;
}

/** The one way anything is written: a change set, in one transaction, then announced. */
@Injectable()
export class ChangeSets {
  constructor(
    private readonly store: ModelStore,
    private readonly authorization: Authorization,
    private readonly delivery: Delivery,
    private readonly clock: Clock,
  ) {}

  /**
   * Locks, runs `work`, asks for each operation that follows from it, checks the invariants, writes and records. A change that
   * changes nothing writes nothing. Whoever listens hears of it soon after; nobody waits for that.
   */
  async commit<T>(change: Change, work: (work: Work) => Promise<Later<T>>): Promise<Committed<T>> {
    const { done, workspaceId } = await this.store.transaction(change.lock, (model) => this.run(change, model, work));
    if (workspaceId) this.delivery.relay(done.raised.map(({ environmentId }) => ({ environmentId, workspaceId })));
    return done;
  }

  private async run<T>(change: Change, model: Model, work: (work: Work) => Promise<Later<T>>): Promise<Done<T>> {
    requireHeld(change.lock, model.held);
    const means = { newId: randomUUID, at: new Date(this.clock.now()), limits: defaultLimits, root: change.by.root };
    const current = new Work(model, means);
    const later = await work(current);
    if (current.writes.length === 0) return { done: new Committed(later(undefined), undefined, []), workspaceId: null };
    const commit = await this.commitOf(change, current);
    await this.permit(change, current, commit.changeSet.operations);
    await assertInvariants(model, commit.writes);
    requireComment(change.comment, model.held, commit);
    const committed = await model.save(commit);
    const done = new Committed(later(committed), commit.changeSet.id, committed.raised);
    return { done, workspaceId: commit.changeSet.workspaceId };
  }

  private async commitOf({ scope, by, comment, origin }: Change, { writes, model }: Work): Promise<Commit> {
    const { held } = model;
    const openedOrClosed = openedOrClosedBy(writes, held);
    const secrets = openedOrClosed.length > 0 ? await model.secretsOf(openedOrClosed) : [];
    const changeSet = {
      id: uuidv7(),
      ...placeOf(scope, writes),
      origin,
      author: by.principal,
      comment: comment ?? null,
      baseChangeSet: null,
      operations: operationsOf(writes, held.environments),
      resources: resourcesOf(writes, held.environments),
    };
    return { changeSet, writes, ...consequencesOf(writes, held, secrets) };
  }

  /** Every operation, with the state it would change; the first that is not allowed is named. Source: access-model G-10. */
  private async permit({ by }: Change, work: Work, operations: readonly Operation[]): Promise<void> {
    const within = { ...surroundingsOf(work.model, work.writes), ...work.surroundings };
    for (const operation of operations) {
      for (const permission of permissionsFor(operation, within)) {
        if (!(await this.authorization.allows(by, permission.action, permission.object))) throw new Forbidden(permission);
      }
    }
  }
}
