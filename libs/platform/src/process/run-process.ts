import { CannotStart } from './cannot-start';

export interface Running {
  /** Not ready at once, no new work, everything under way finished. */
  close(): Promise<void>;
}

/**
 * The life of a process, for main.ts: `start`, then `close` on the first SIGTERM or SIGINT, and exit 0. A second signal does not wait.
 * A start that fails exits 1: with plain lines on stderr when the operator can mend it, with the stack otherwise.
 */
export async function runProcess(start: () => Promise<Running>): Promise<void> {
  const told = firstSignal();
  try {
    const running = await start();
    await told;
    await running.close();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof CannotStart ? error.message : inFull(error)}\n`);
    process.exit(1);
  }
}

function firstSignal(): Promise<void> {
  let signals = 0;
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        signals += 1;
        if (signals > 1) process.exit(1);
        resolve();
      });
    }
  });
}

const inFull = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
