import type { Use } from '../ports/model-store';
import { Conflict } from './conflict';

/** Keys are unique whatever their case, and archived things keep theirs. */
export class KeyExists extends Conflict {
  /** `what`: `flag`, `variation` … */
  constructor(what: string, key: string, pointer = '/key') {
    super('KEY_EXISTS', `there is a ${what} with the key ${key} already, in this or another case: choose another key`, pointer);
  }
}

export class KeyImmutable extends Conflict {
  constructor(key: string, pointer = '/key') {
    super('KEY_IMMUTABLE', `the key is ${key} for good: leave it out, or change the name`, pointer);
  }
}

/** The type of a flag or of a secret. */
export class TypeImmutable extends Conflict {
  constructor(what: string, type: string, pointer = '/type') {
    super('TYPE_IMMUTABLE', `the type of a ${what} is kept: this one is ${type}`, pointer);
  }
}

export class IdExists extends Conflict {
  constructor(what: string, id: string, pointer = '/id') {
    super('ID_EXISTS', `there is a ${what} with the id ${id} already`, pointer);
  }
}

export class SecretExists extends Conflict {
  constructor(pointer = '/value') {
    super('SECRET_EXISTS', 'an environment has a secret of this value already: every secret opens one environment only', pointer);
  }
}

/** It, or something above it, is archived. */
export class IsArchived extends Conflict {
  /** `what`: `the flag new-nav`. */
  constructor(what: string) {
    super('ARCHIVED', `${what} is archived: only restoring and deleting are open`);
  }
}

export class NotArchived extends Conflict {
  constructor(what: string) {
    super('NOT_ARCHIVED', `${what} is not archived: archive it first, then delete it`);
  }
}

export class ProjectNeedsEnvironment extends Conflict {
  constructor(environment: string) {
    super(
      'PROJECT_NEEDS_ENVIRONMENT',
      `${environment} is the last environment of its project that is not archived: make another one first`,
    );
  }
}

export class FlagNeedsTwoVariations extends Conflict {
  constructor(flag: string, pointer: string | null = null) {
    super('FLAG_NEEDS_TWO_VARIATIONS', `${flag} has two variations, the fewest a flag can have: add another one first`, pointer);
  }
}

/** The installation would lock everybody out. */
export class LastRoot extends Conflict {
  constructor(access: string) {
    super(
      'LAST_ROOT',
      `${access} is the last enabled root access without expiry: make another one first, or nobody could manage the installation`,
    );
  }
}

abstract class InUse extends Conflict {
  override readonly facts: { readonly usedBy: readonly Use[] };

  constructor(code: string, message: string, usedBy: readonly Use[], pointer: string | null) {
    super(code, `${message}: ${placesOf(usedBy)}`, pointer);
    this.facts = { usedBy };
  }
}

/** As off variation, in individual targets, with a weight above 0, or required by another flag. */
export class VariationInUse extends InUse {
  constructor(variation: string, usedBy: readonly Use[], pointer: string | null = null) {
    super('VARIATION_IN_USE', `the variation ${variation} is in use`, usedBy, pointer);
  }
}

export class SegmentInUse extends InUse {
  constructor(segment: string, usedBy: readonly Use[]) {
    super('SEGMENT_IN_USE', `the segment ${segment} is used by rules`, usedBy, null);
  }
}

export class FlagIsPrerequisite extends InUse {
  constructor(flag: string, usedBy: readonly Use[]) {
    super('FLAG_IS_PREREQUISITE', `the flag ${flag} is required by other flags`, usedBy, null);
  }
}

/** The first few; all of them stand in the facts. */
function placesOf(usedBy: readonly Use[]): string {
  const shown = usedBy.slice(0, 3).map(placeOf).join('; ');
  return usedBy.length > 3 ? `${shown}; and ${usedBy.length - 3} more` : shown;
}

function placeOf({ environment, flag, rule }: Use): string {
  return `${flag} in ${environment}${rule === null ? '' : `, rule ${rule}`}`;
}
