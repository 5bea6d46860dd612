import { Migrations } from '@app/platform';

/** The schema of the queue. */
export abstract class MessagingMigrations extends Migrations {}
