import type { Caller } from './caller';

/** Decides. Everything is denied unless something allows it. */
export abstract class Authorization {
  /** `action`: of access-model F.5. `object`: a resource name. */
  abstract allows(caller: Caller, action: string, object: string): Promise<boolean>;

  /** Those of the items that the caller may do `action` with, in their order. */
  async allowed<T>(caller: Caller, action: string, items: readonly T[], nameOf: (item: T) => string): Promise<T[]> {
    const verdicts = await Promise.all(items.map((item) => this.allows(caller, action, nameOf(item))));
    return items.filter((_, i) => verdicts[i]);
  }
}
