import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MakeRootAccess } from '../first-run/make-root-access';
import { DatabaseCheck } from '../schema/database-check';

/** A new root access; its token is printed, and nowhere else. */
export async function accessRoot(app: NestFastifyApplication): Promise<string> {
  await app.get(DatabaseCheck, { strict: false }).requireFittingKey();
  return app.get(MakeRootAccess, { strict: false }).execute();
}
