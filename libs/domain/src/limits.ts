/** Sizes that are refused when exceeded, settable by configuration. Source: architecture.md, "Limits and failure". */
export interface Limits {
  readonly flagsPerProject: number;
  readonly segmentsPerProject: number;
  readonly environmentsPerProject: number;
  readonly variationsPerFlag: number;
  readonly rulesPerFlag: number;
  readonly conditionsPerRule: number;
  readonly valuesPerCondition: number;
  readonly individualTargetsPerFlag: number;
  readonly prerequisitesPerFlag: number;
  /** Of a segment and side (included, excluded). */
  readonly membersPerSegment: number;
  /** UTF-8 bytes of a variation's value or of an operand. */
  readonly valueBytes: number;
}

export const defaultLimits: Limits = {
  flagsPerProject: 5_000,
  segmentsPerProject: 1_000,
  environmentsPerProject: 50,
  variationsPerFlag: 100,
  rulesPerFlag: 100,
  conditionsPerRule: 20,
  valuesPerCondition: 1_000,
  individualTargetsPerFlag: 10_000,
  prerequisitesPerFlag: 0, // they are stored and evaluated already, but nobody may write one yet
  membersPerSegment: 50_000,
  valueBytes: 64 * 1024,
};
