/** Preloaded into a process under test: answers its parent what memory it holds after a collection, and what it has used of the CPU. */
const { setTimeout: pause } = require('node:timers/promises');

process.on('message', async (message) => {
  if (message !== 'usage') return;
  const { user, system } = process.cpuUsage();
  for (let n = 0; n < 3; n += 1) {
    await global.gc({ type: 'major', execution: 'async', flavor: 'last-resort' }); // on an empty stack: `sync` leaves most of it
    await pause(300); // pages go back to the system by and by
  }
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
  process.send({ rss, heapUsed, heapTotal, external, cpuMs: (user + system) / 1000 });
});
process.channel?.unref(); // being asked is no reason to stay
