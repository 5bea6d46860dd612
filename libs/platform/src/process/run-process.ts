import { CannotStart } from './cannot-start';

export interface Running {
  /** Not ready at once, no new work, everything under way finished. */
  close(): Promise<void>;
}

/** npm hands on the signal that the terminal sends to all: Ctrl-C comes twice within milliseconds. */
const sameKeystrokeMs = 1_000;

/**
 * The life of a process, for main.ts: `start`, then `close` on the first SIGTERM or SIGINT, and exit 0. One more signal, a second
 * later or more, does not wait. A start that fails exits 1: with plain lines on stderr when the operator can mend it, with the stack
 * otherwise.
 */
export async function runProcess(start: () => Promise<Running>): Promise<void> {
  const told = firstSignal();
  await exitAfter(async () => {
    const running = await start();
    await told;
    await running.close();
  });
}

/** The life of a command: `work`, what it answers on stdout, and exit 0. Fails as `runProcess` does. */
export async function runOnce(work: () => Promise<string>): Promise<void> {
  await exitAfter(async () => {
    const answer = await work();
    await new Promise((resolve) => process.stdout.write(`${answer}\n`, resolve));
  });
}

async function exitAfter(work: () => Promise<void>): Promise<void> {
  // Node leaves with 0 when nothing is left that could ever go on, also in the middle of `work`.
  process.once('beforeExit', () => {
    process.stderr.write('it ended before it was done: it waits for something that can no longer come\n');
    process.exit(1);
  });
  try {
    await work();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof CannotStart ? error.message : inFull(error)}\n`);
    process.exit(1);
  }
}

function firstSignal(): Promise<void> {
  let firstAt: number | undefined;
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        firstAt ??= performance.now();
        if (performance.now() - firstAt >= sameKeystrokeMs) process.exit(1);
        resolve();
      });
    }
  });
}

const inFull = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
