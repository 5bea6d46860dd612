import { Migrations } from '@app/platform';

/** The schema of the model. */
export abstract class PersistenceMigrations extends Migrations {
  /** Runs `work` while no other process of this installation runs any here: around the migrations of every library together. */
  abstract exclusively<T>(work: () => Promise<T>): Promise<T>;
}
