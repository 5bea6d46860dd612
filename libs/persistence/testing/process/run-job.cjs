/**
 * A process of its own that does one job of a contract. Arguments: the database, the job's name, its argument as JSON, the clock's
 * error. Says `ready`, begins at the first byte of its input, then says the answer as JSON.
 */
const [url, name, argument, clockErrorMs] = process.argv.slice(2);

const error = Number(clockErrorMs);
if (error !== 0) {
  const RealDate = Date;
  const now = RealDate.now;
  globalThis.Date = class extends RealDate {
    constructor(...values) {
      if (values.length === 0) super(now() + error);
      else super(...values);
    }
    static now() {
      return now() + error;
    }
  };
}

require('./register.cjs');
const { openPostgres } = require('../open-postgres.ts');
const { jobs } = require('../../../domain/src/ports/concurrent-commits.contract.ts');

(async () => {
  const kept = openPostgres(url, undefined, 4);
  try {
    await kept.reader.instance();
    process.stdout.write('ready\n');
    await new Promise((resolve) => process.stdin.once('data', resolve));
    process.stdin.destroy();
    process.stdout.write(JSON.stringify(await jobs[name](kept, JSON.parse(argument))));
  } finally {
    await kept.close();
  }
})().catch((problem) => {
  process.stderr.write(`${problem?.stack ?? problem}\n`);
  process.exitCode = 1;
});
