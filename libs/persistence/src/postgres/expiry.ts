/** The largest bigint stands for never; JavaScript cannot hold it exactly, so it travels as text. Source: access-model X-1. */
export const never = '9223372036854775807';

/** `expiresAt`: Unix seconds; null: never. */
export function storedExpiry(expiresAt: number | null): string {
  return expiresAt === null ? never : String(expiresAt);
}

/** The column as Unix seconds, null for never. */
export const expiryColumn = (column: string): string => `nullif(${column}, ${never})::float8`;
