import { Migrations } from '@app/platform';

/** The schema of the model. */
export abstract class PersistenceMigrations extends Migrations {}
