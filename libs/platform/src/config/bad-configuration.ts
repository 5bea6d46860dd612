import { CannotStart } from '../process/cannot-start';

export interface ConfigurationProblem {
  readonly variable: string;
  /** What is wrong and what is accepted; never the value of a secret. */
  readonly problem: string;
}

/** Thrown with every problem there is. Whoever starts the process prints the message and exits with 1. */
export class BadConfiguration extends CannotStart {
  constructor(readonly problems: readonly ConfigurationProblem[]) {
    const lines = problems.map(({ variable, problem }) => `  ${variable}: ${problem}`);
    super(`the configuration cannot be used:\n${lines.join('\n')}`);
    this.name = 'BadConfiguration';
  }
}
