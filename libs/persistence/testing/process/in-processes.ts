import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { InProcesses, Task } from '../../../domain/src/ports/concurrent-commits.contract';

/** Each task in a process of its own; they begin together, when the last one is connected. */
export function inProcesses(url: string): InProcesses {
  return async (tasks) => {
    const processes = tasks.map((task) => start(url, task));
    const connected = Promise.all(processes.map(({ ready }) => ready));
    await Promise.race([connected, Promise.all(processes.map(({ answer }) => answer))]); // one that fails before does so here
    for (const { begin } of processes) begin();
    return Promise.all(processes.map(async ({ answer }) => JSON.parse(await answer) as never));
  };
}

function start(url: string, { job, argument, clockErrorMs = 0 }: Task) {
  const args = [join(__dirname, 'run-job.cjs'), url, job, JSON.stringify(argument), String(clockErrorMs)];
  const child = spawn(process.execPath, args);
  let [out, err] = ['', ''];
  child.stderr.on('data', (piece: Buffer) => (err += piece.toString()));
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString();
      if (out.includes('\n')) resolve();
    });
  });
  const answer = new Promise<string>((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(out.slice(out.indexOf('\n') + 1));
      else reject(new Error(`the process of ${job} ended with ${code}: ${err}`));
    });
  });
  return { ready, answer, begin: () => child.stdin.end('go') };
}
