import { CannotStart, notListening, type Door } from '@app/platform';
import { createServer } from 'node:net';
import type { StandaloneEnv } from './standalone.config';

export interface Doors {
  readonly api: Door;
  readonly els: Door;
  readonly das: Door;
}

export function doorsOf({ API_PORT, ELS_PORT, DAS_PORT, HOST }: StandaloneEnv): Doors {
  return {
    api: { variable: 'API_PORT', port: API_PORT, host: HOST },
    els: { variable: 'ELS_PORT', port: ELS_PORT, host: HOST },
    das: { variable: 'DAS_PORT', port: DAS_PORT, host: HOST },
  };
}

/** Throws `CannotStart` with a line for each that cannot be opened. Asked before anything is started: a database need not run for that. */
export async function assertFree({ api, els, das }: Doors): Promise<void> {
  const problems: string[] = [];
  const seen = new Map<number, string>();
  for (const door of [api, els, das]) {
    const twin = seen.get(door.port);
    const problem = twin
      ? `${door.variable}: port ${door.port} is ${twin}'s already: set one of them to another`
      : await problemOf(door);
    if (problem) problems.push(problem);
    if (door.port !== 0) seen.set(door.port, door.variable);
  }
  if (problems.length > 0) throw new CannotStart(problems.join('\n'));
}

async function problemOf(door: Door): Promise<string | undefined> {
  try {
    await openAndClose(door);
    return undefined;
  } catch (error) {
    return (notListening(error, door) as Error).message;
  }
}

function openAndClose({ port, host }: Door): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(port, host, () => server.close(() => resolve()));
  });
}
