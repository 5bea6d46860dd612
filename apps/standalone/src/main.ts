import { runOnce, runProcess } from '@app/platform';
import { command } from './command';
import { launch } from './launch';

const [name] = process.argv.slice(2);
if (name) void runOnce(() => command(name, process.env, (line) => process.stderr.write(`${line}\n`)));
else void runProcess(() => launch(process.env, (text) => process.stdout.write(`${text}\n`)));
