/** A flag that cannot be evaluated. It is left out of every answer, counted and logged; it never spoils the others. */
export class MalformedFlag extends Error {
  override readonly name = 'MalformedFlag';
  constructor(
    readonly key: string,
    /** What is wrong with it and where, as a sentence without its full stop. */
    readonly reason: string,
  ) {
    super(`flag ${key} is malformed: ${reason}`);
  }
}

/** A segment that cannot be evaluated, and with it every flag that uses it. */
export class MalformedSegment extends Error {
  override readonly name = 'MalformedSegment';
  constructor(
    readonly id: string,
    readonly reason: string,
  ) {
    super(`segment ${id} is malformed: ${reason}`);
  }
}

/** What a reader of a definition throws on the way; `compileFlag` and `compileSegment` turn it into the above. */
export class ShapeFault extends Error {
  override readonly name = 'ShapeFault';
}
