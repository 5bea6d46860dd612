import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Vectors of test/specifications, whose README says what their lines mean. */
export function specification<T>(name: string): T {
  return JSON.parse(readFileSync(join(__dirname, '../../../test/specifications', `${name}.json`), 'utf8')) as T;
}
