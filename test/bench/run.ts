import { cpus } from 'node:os';
import { run as clientSdks } from './client-sdks.bench';
import { run as evaluation } from './evaluation.bench';
import { run as fanOut } from './fan-out.bench';
import { run as joiningClients } from './joining-clients.bench';
import { run as joiningServers } from './joining-servers.bench';
import { run as put } from './put.bench';
import { type BenchResult, passes, ratio } from './result';
import { run as serverSdks } from './server-sdks.bench';
import { run as stuck } from './stuck.bench';

/** The numbers in what they print are those of architecture.md's table of speed. */
const benches = {
  evaluation,
  'server-sdks': serverSdks,
  'fan-out': fanOut,
  put,
  'client-sdks': clientSdks,
  'joining-clients': joiningClients,
  'joining-servers': joiningServers,
  stuck,
};

/** `npm run bench`, or `npm run bench -- put` for one. Exits 1 when a target is missed; no figure is an absolute promise. */
async function main(wanted: readonly string[]): Promise<void> {
  process.stdout.write(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`);
  let missed = 0;
  for (const [name, run] of Object.entries(benches)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    process.stdout.write(`\n${name}\n`);
    for (const result of await run()) {
      process.stdout.write(`${line(result)}\n`);
      if (!passes(result)) missed += 1;
    }
  }
  process.stdout.write(missed === 0 ? '\nevery target met\n' : `\n${missed} targets missed\n`);
  process.exitCode = missed === 0 ? 0 : 1;
}

function line(result: BenchResult): string {
  const { name, ours, reference, unit, target, note } = result;
  const verdict = passes(result) ? 'pass' : 'MISS';
  const figures = `${ours.toFixed(2)} ${unit} beside ${reference.toFixed(2)} ${unit}`;
  return `  ${verdict}  ${name.padEnd(50)} ${figures}: ${ratio(result).toFixed(2)}x (target ${target}x)${note ? `  ${note}` : ''}`;
}

void main(process.argv.slice(2));
