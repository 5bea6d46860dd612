/** The operators that ask for membership in segments; their values are segment keys, on the wire ids. */
export const segmentOperators: readonly string[] = ['InSegment', 'NotInSegment'];
