import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { whatWasMade } from '../first-run/what-was-made';
import { MakeFirstRun } from '../first-run/make-first-run';
import { DatabaseCheck } from '../schema/database-check';
import { Schema } from '../schema/schema';

/** Brings the schema to what this build needs, and makes the first run where there was none. */
export async function migrate(app: NestFastifyApplication): Promise<string> {
  const ran = await app.get(Schema, { strict: false }).migrate();
  await app.get(DatabaseCheck, { strict: false }).requireFittingKey();
  const made = await app.get(MakeFirstRun, { strict: false }).execute();
  const schema = ran.length > 0 ? `ran ${ran.join(', ')}` : 'the schema is up to date';
  return made ? `${schema}\n${whatWasMade(made)}` : schema;
}
