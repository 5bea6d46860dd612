interface Dated {
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly archivedAt?: Date | null;
}

/** A row as one JSON value, so that one statement can answer rows of several shapes. `from`: nothing where tables are joined outside. */
export const asJson = (columns: string, from = ''): string => `(SELECT to_json(x) FROM (SELECT ${columns} ${from}) x)`;

/** Several rows as one JSON array; null: none. */
export const asJsonList = (select: string): string => `(SELECT json_agg(x) FROM (${select}) x)`;

/** Instants are text in what came as JSON. */
export function withDates<S extends Dated>(row: S): S {
  const { archivedAt } = row;
  return {
    ...row,
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
    ...(archivedAt && { archivedAt: new Date(archivedAt) }),
  };
}
