/**
 * Ends a run with what a reader wants to know: the time of each suite, what did not run and why, and one plain line of counts.
 * What did not run stands in the results as a test called `did not run: …` (see requires.ts); here it counts as skipped.
 */
const path = require('node:path');

const prefix = 'did not run: ';

module.exports = class Reporter {
  onRunComplete(_contexts, results) {
    const times = new Map();
    const absent = [];
    let passed = 0;
    let failed = 0;
    for (const file of results.testResults) {
      const suite = path.relative(process.cwd(), file.testFilePath).split(path.sep).slice(0, 2).join('/');
      times.set(suite, (times.get(suite) ?? 0) + (file.perfStats.end - file.perfStats.start));
      if (file.testExecError) failed += 1;
      for (const test of file.testResults) {
        if (test.status === 'failed') failed += 1;
        else if (test.title.startsWith(prefix)) absent.push(test.title.slice(prefix.length));
        else if (test.status === 'passed') passed += 1;
        else absent.push(`${test.fullName} (${test.status})`);
      }
    }
    const lines = ['', 'Time of each suite (files run two at a time):'];
    for (const [suite, ms] of [...times].sort((a, b) => b[1] - a[1]))
      lines.push(`  ${(ms / 1000).toFixed(1).padStart(7)} s  ${suite}`);
    lines.push('', absent.length === 0 ? 'Everything ran.' : 'Did not run:', ...absent.map((one) => `  ${one}`));
    lines.push('', `${passed} passed, ${failed} failed, ${absent.length} skipped`, '');
    process.once('exit', () => process.stdout.write(lines.join('\n'))); // after jest's own summary: the counts are the last line
  }
};
