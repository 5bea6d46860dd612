import { Busy } from './busy';
import * as conflicts from './conflicts';
import { DomainError } from './domain-error';
import { Forbidden, RootOnly } from './forbidden';
import { NotFound, ParentNotFound } from './lookup';
import { ChangedMeanwhile, PreconditionRequired } from './preconditions';
import { CommentRequired, LimitExceeded, Malformed } from './refused';

const ci = { kind: 'access', id: '3d0f8c52-7a1b-4e7e-9f0e-5b7a0c1d2e3f', key: 'ci', name: 'CI' } as const;
const changed = { current: { rowVersion: 3 }, changedBy: ci, changedAt: new Date(0), changeSet: 'change-set-1' };
const unknown = { pointer: '/nmae', code: 'UNKNOWN_MEMBER', detail: 'no such member' };

/** Source: access-model part D, management-api 1.3 and the tables of 4 to 9. */
describe('an error has a stable code', () => {
  it.each<[DomainError, string, string]>([
    [new Malformed([unknown]), 'malformed', 'UNKNOWN_MEMBER'],
    [new Malformed([unknown, { ...unknown, code: 'WRONG_TYPE' }]), 'malformed', 'MALFORMED_REQUEST'],
    [new LimitExceeded(null, 'rules', 1, 2), 'invalid', 'LIMIT_EXCEEDED'],
    [new CommentRequired('production'), 'invalid', 'COMMENT_REQUIRED'],
    [new NotFound('the flag x'), 'not-found', 'NOT_FOUND'],
    [new ParentNotFound('the project x'), 'not-found', 'PARENT_NOT_FOUND'],
    [new Forbidden({ operation: 'SetEnabled', action: 'ToggleFlag', object: 'x' }), 'forbidden', 'FORBIDDEN'],
    [new RootOnly('the id of an environment'), 'forbidden', 'ROOT_ONLY'],
    [new ChangedMeanwhile('the flag x', changed), 'stale', 'CHANGED_MEANWHILE'],
    [new PreconditionRequired(), 'precondition-required', 'PRECONDITION_REQUIRED'],
    [new Busy(), 'unavailable', 'BUSY'],
    [new conflicts.KeyExists('flag', 'x1'), 'conflict', 'KEY_EXISTS'],
    [new conflicts.KeyImmutable('x1'), 'conflict', 'KEY_IMMUTABLE'],
    [new conflicts.TypeImmutable('flag', 'json'), 'conflict', 'TYPE_IMMUTABLE'],
    [new conflicts.IdExists('environment', 'x'), 'conflict', 'ID_EXISTS'],
    [new conflicts.SecretExists(), 'conflict', 'SECRET_EXISTS'],
    [new conflicts.IsArchived('the flag x'), 'conflict', 'ARCHIVED'],
    [new conflicts.NotArchived('the flag x'), 'conflict', 'NOT_ARCHIVED'],
    [new conflicts.ProjectNeedsEnvironment('production'), 'conflict', 'PROJECT_NEEDS_ENVIRONMENT'],
    [new conflicts.FlagNeedsTwoVariations('x1'), 'conflict', 'FLAG_NEEDS_TWO_VARIATIONS'],
    [new conflicts.VariationInUse('on', []), 'conflict', 'VARIATION_IN_USE'],
    [new conflicts.SegmentInUse('beta', []), 'conflict', 'SEGMENT_IN_USE'],
    [new conflicts.FlagIsPrerequisite('x1', []), 'conflict', 'FLAG_IS_PREREQUISITE'],
  ])('%s', (error, kind, code) => {
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ name: error.constructor.name, kind, code });
  });

  it('and tells what the caller needs to go on', () => {
    expect(new ChangedMeanwhile('the targeting of new-nav in production', changed)).toMatchObject({
      message: 'the targeting of new-nav in production was changed by CI; its row version is 3',
      facts: changed,
    });
    expect(new Forbidden({ operation: 'SetEnabled', action: 'ToggleFlag', object: 'x' }).facts).toEqual({
      operation: 'SetEnabled',
      action: 'ToggleFlag',
      object: 'x',
    });
    expect(new conflicts.KeyExists('flag', 'x1').violations).toEqual([
      { pointer: '/key', code: 'KEY_EXISTS', detail: expect.stringContaining('x1') },
    ]);
  });
});
