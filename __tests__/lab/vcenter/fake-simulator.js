#!/usr/bin/env node
// Listens like the simulator and says where, in the way that its first template asks for.
const { createServer } = require('node:net');

const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const way = process.argv.includes('-template') ? option('-template') : 'ready';
const [host, port] = option('-listen').split(':');

if (way === 'fails') {
  console.error('cannot create the inventory');
  process.exit(1);
}
if (way === 'ignores-stop') process.on('SIGTERM', () => undefined);
const server = createServer().listen(Number(port), host, () => {
  console.error(
    `user ${process.env.VSPHERE_USER ?? ''}, arguments ${process.argv.slice(2).join(' ')}`,
  );
  if (way === 'hangs') return;
  console.log(JSON.stringify({ url: `https://${host}:${String(server.address().port)}/sdk` }));
});
