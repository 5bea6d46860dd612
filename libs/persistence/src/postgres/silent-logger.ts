import { AbstractLogger } from 'typeorm';

/** TypeORM prints what fails although it throws it as well; whoever catches it logs it once. */
export class SilentLogger extends AbstractLogger {
  protected override writeLog(): void {}
}
