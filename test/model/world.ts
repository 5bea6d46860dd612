/** What the product is to hold, in plain maps and lists: written from the specification, with nothing of the product in it. */
export interface World {
  project: Project;
  /** By key, in the order in which they were made; so are the maps below. */
  environments: Map<string, Environment>;
  flags: Map<string, Flag>;
  segments: Map<string, Segment>;
  /** Committed since the run began. */
  changeSets: number;
}

export interface Meta {
  id: string;
  key: string;
  name: string;
  description: string | null;
  tags: string[];
  rowVersion: number;
  archived: boolean;
}

export type Project = Meta;

export interface Environment extends Meta {
  requireComment: boolean;
  /** ms */
  revision: number;
  /** By id, oldest first. */
  secrets: Map<string, Secret>;
}

export interface Secret {
  id: string;
  name: string;
  type: 'server' | 'client';
  value: string;
  /** Unix seconds. */
  expiresAt: number | null;
  rowVersion: number;
}

export interface Variation {
  id: string;
  key: string;
  name: string;
  description: string | null;
  tags: string[];
  value: unknown;
}

export interface Flag extends Meta {
  type: 'boolean' | 'string';
  variations: Variation[];
  /** By environment key. */
  targetings: Map<string, Held<Targeting>>;
}

export interface Segment extends Meta {
  targetings: Map<string, Held<Members>>;
}

/** What a definition does in one environment. */
export interface Held<D> {
  document: D;
  rowVersion: number;
  /** Of the item, ms. */
  revision: number;
}

/** Source: access-model F-37. */
export interface Targeting {
  enabled: boolean;
  offVariation: string;
  prerequisites: never[];
  individualTargets: { variation: string; endUsers: string[] }[];
  rules: Rule[];
  fallthrough: Serve;
  includeAllTargetsInExperiment: boolean;
}

/** Source: access-model F-40. */
export interface Members {
  included: string[];
  excluded: string[];
  rules: Omit<Rule, 'serve'>[];
}

export interface Rule {
  key: string;
  name: string;
  description: string | null;
  tags: string[];
  conditions: Condition[];
  serve: Serve;
}

export interface Condition {
  attribute?: string;
  operator: string;
  value?: string;
  values?: string[];
  negate: false;
}

export interface Serve {
  bucketBy: string;
  includedInExperiment: boolean;
  weights: { variation: string; weight: number; experimentWeight: number }[];
}

export const ALL = 100_000;
