import type { MetaInput } from '../meta/meta-input';
import type { Named } from '../stored';
import type { FlagType } from './flag-type';

/** A variation as REST, history and export say it: `value` is a JSON value of the flag's type. */
export interface VariationDocument extends Named {
  readonly id: string;
  readonly value: unknown;
}

/** A flag's definition, the same in every environment. */
export interface FlagDocument extends Named {
  readonly type: FlagType;
  /** In order. */
  readonly variations: readonly VariationDocument[];
}

export interface VariationInput extends MetaInput {
  readonly value?: unknown;
  /** Where it stands, from 0, when it is written alone; default: it stays, a new one is the last. */
  readonly position?: number;
}

export interface FlagInput extends MetaInput {
  /** One of `flagTypes`; of an existing flag absent, or what it is. */
  readonly type?: string;
  /** The whole list, matched by key. */
  readonly variations?: readonly VariationInput[];
}
