import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** Answers to what a child was asked: every command has one. */
interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: string;
}

/** A script of this folder in a process of its own, asked by name. */
export class Child {
  private readonly waiting = new Map<number, { resolve: (value: any) => void; reject: (error: Error) => void }>();
  private next = 0;

  private constructor(private readonly process: ChildProcess) {
    process.on('message', ({ id, value, failure }: Reply) => {
      const { resolve, reject } = this.waiting.get(id)!;
      this.waiting.delete(id);
      if (failure === undefined) resolve(value);
      else reject(new Error(failure));
    });
    process.once('exit', (code, signal) => {
      for (const { reject } of this.waiting.values()) reject(new Error(`the child ended (${signal ?? code})`));
    });
  }

  /** `script`: without `.ts`. */
  static start(script: string): Child {
    const execArgv = ['--expose-gc', '-r', join(__dirname, 'register.cjs')];
    return new Child(fork(join(__dirname, `${script}.ts`), { execArgv, serialization: 'advanced' }));
  }

  ask<T>(name: string, ...given: readonly unknown[]): Promise<T> {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.process.send({ id, name, given });
    });
  }

  get pid(): number {
    return this.process.pid!;
  }

  kill(): void {
    this.process.kill('SIGKILL');
  }
}

/** The other side: what can be asked. */
export function answer(commands: Readonly<Record<string, (...given: any[]) => unknown>>): void {
  process.on('message', ({ id, name, given }: { id: number; name: string; given: unknown[] }) => {
    const reply = (outcome: Omit<Reply, 'id'>): void => void process.send!({ id, ...outcome });
    void Promise.resolve()
      .then(() => commands[name]!(...given))
      .then(
        (value) => reply({ value }),
        (error: Error) => reply({ failure: `${name}: ${error.stack}` }),
      );
  });
  process.once('disconnect', () => process.exit());
}

/** µs on a clock that all processes of a machine share. */
export function microseconds(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}
