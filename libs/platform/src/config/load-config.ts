import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { readFileSync } from 'node:fs';
import { BadConfiguration } from './bad-configuration';
import type { ConfigurationProblem } from './bad-configuration';
import { secretsOf } from './secret';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of a process, read once before it starts. Variables that no class declares are nobody's business; an empty one
 * counts as not set. Throws `BadConfiguration` with every problem at once.
 */
export function loadConfig<T extends object>(EnvClass: new () => T, env: Environment): T {
  const secrets = secretsOf(EnvClass);
  const problems: ConfigurationProblem[] = [];
  const given: Record<string, string> = {};
  for (const variable of declaredBy(EnvClass)) {
    const value = secrets.has(variable) ? readSecret(variable, env, problems) : env[variable];
    if (value) given[variable] = value;
  }
  const config = plainToInstance(EnvClass, given);
  const unreadable = new Set(problems.map(({ variable }) => variable));
  for (const error of validateSync(config)) {
    if (!unreadable.has(error.property))
      problems.push(problemOf(error, secrets.has(error.property) ? undefined : given[error.property]));
  }
  if (problems.length > 0) throw new BadConfiguration(problems);
  return config;
}

function declaredBy(EnvClass: new () => object): ReadonlySet<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(EnvClass, '', false, false);
  return new Set([...metadata.map(({ propertyName }) => propertyName), ...Object.keys(new EnvClass())]);
}

/** `<NAME>_FILE` is where orchestrators mount secrets. A newline at the end is the editor's, not the secret's. */
function readSecret(variable: string, env: Environment, problems: ConfigurationProblem[]): string | undefined {
  const twin = `${variable}_FILE`;
  const path = env[twin];
  if (!path) return env[variable];
  if (env[variable]) {
    problems.push({ variable, problem: `is set, and so is ${twin}: keep one of the two` });
    return undefined;
  }
  try {
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    if (value === '') problems.push({ variable, problem: `${twin} names a file that is empty: ${path}` });
    return value;
  } catch (error) {
    problems.push({ variable, problem: `${twin} names a file that cannot be read: ${(error as Error).message}` });
    return undefined;
  }
}

function problemOf({ property, constraints = {} }: ValidationError, value: string | undefined): ConfigurationProblem {
  const wrong = Object.values(constraints).map((message) => message.replace(`${property} `, ''));
  const shown = value === undefined ? '' : `${JSON.stringify(value)} `;
  return { variable: property, problem: `${shown}${wrong.join('; ')}` };
}
