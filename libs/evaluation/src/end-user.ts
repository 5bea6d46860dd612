export interface CustomProperty {
  readonly name: string;
  /** Null is a missing one: the empty text. Numbers and booleans stand as their text. */
  readonly value: string | number | boolean | null | undefined;
}

/** An end user as SDKs send one. */
export interface EndUserInput {
  readonly keyId: string;
  readonly name?: string | null;
  readonly customizedProperties?: readonly CustomProperty[] | null;
}

/** Whom flags are evaluated for. `keyId` and `name` win over custom properties of those names. */
export class EndUser {
  readonly keyId: string;
  /** Null: no value, so that every operator on it is false. */
  readonly name: string | null;
  /** Custom properties by exact name; of two with one name the first. A `Map`: names like `constructor` are only names. */
  readonly properties: ReadonlyMap<string, string>;

  constructor({ keyId, name, customizedProperties }: EndUserInput) {
    this.keyId = keyId;
    this.name = name ?? null;
    const properties = new Map<string, string>();
    for (const property of customizedProperties ?? []) {
      if (property && !properties.has(property.name)) properties.set(property.name, asText(property.value));
    }
    this.properties = properties;
  }
}

function asText(value: CustomProperty['value']): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
