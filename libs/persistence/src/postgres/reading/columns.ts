/**
 * Columns as the domain's shapes name them. What `pg` cannot read by itself is cast: `bigint` would arrive as text (`'9' > '10'`; ms
 * fit a double exactly), an array of a domain as one string.
 */
export const storedColumns = (t: string): string =>
  `${t}.row_version AS "rowVersion", ${t}.created_at AS "createdAt", ${t}.updated_at AS "updatedAt"`;

export const namedColumns = (t: string): string => `${t}.key, ${t}.name, ${t}.description, ${t}.tags::text[] AS tags`;
