/** A `ws` server that only sends ready bytes: what a fan-out costs at the least. Talks to its parent by IPC. */
const { WebSocketServer } = require('ws');

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
server.on('listening', () => process.send({ port: server.address().port }));
process.on('message', ({ text }) => {
  const bytes = Buffer.from(text);
  // CLOCK_MONOTONIC, the same clock in every process of the machine
  const startedAt = process.hrtime.bigint().toString();
  for (const socket of server.clients) socket.send(bytes, { binary: false });
  process.send({ startedAt });
});
