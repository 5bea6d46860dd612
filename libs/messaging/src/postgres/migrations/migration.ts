export interface Migration {
  /** Number and name; kept in the database, so never changed. */
  readonly name: string;
  readonly sql: string;
}
