/** Where this library writes what nobody can be told by a return value; pino's shape. */
export interface Log {
  debug(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
