// What guests of the lab talk to: a syslog collector and plain listeners. Runs inside the
// namespaces of the private hypervisor. Plain JavaScript, so that it starts without a compiler.
//
//   node services.js <log file> <ready file> <JSON: collector, listeners>
'use strict';

const dgram = require('node:dgram');
const fs = require('node:fs');
const net = require('node:net');

/** A sender that never ends a line does not fill the memory. */
const longestLine = 64 * 1024;

/**
 * Cuts a TCP stream of syslog messages: by line feeds, or by length ("octet counting") where a
 * message starts with one (RFC 6587).
 *
 * @param {(message: string) => void} onMessage
 */
function syslogFraming(onMessage) {
  let pending = Buffer.alloc(0);
  const emit = (bytes) => {
    const text = bytes.toString('utf8').trimEnd();
    if (text !== '') onMessage(text);
  };
  /** Takes one message off the front; false where none is complete. */
  const take = () => {
    const counted = /^([1-9][0-9]{0,4}) </.exec(pending.subarray(0, 8).toString('latin1'));
    if (counted !== null) {
      const start = counted[1].length + 1;
      const end = start + Number(counted[1]);
      if (pending.length < end) return false;
      emit(pending.subarray(start, end));
      pending = pending.subarray(end);
      return true;
    }
    const end = pending.indexOf(10);
    if (end < 0 && pending.length < longestLine) return false;
    const cut = end < 0 ? longestLine : end;
    emit(pending.subarray(0, cut));
    pending = pending.subarray(end < 0 ? cut : cut + 1);
    return true;
  };
  return {
    /** @param {Buffer} chunk */
    push(chunk) {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length > 0 && take());
    },
    /** The stream ended: what is left is a message without its line feed. */
    end() {
      emit(pending);
      pending = Buffer.alloc(0);
    },
  };
}

/** One line of the log: when it came, from whom, by what, and what it said. */
function logLine(time, sender, protocol, message) {
  // A control character in a message must not look like a line of its own.
  const printable = message.replace(/[^\P{Cc}\t]/gu, ' ');
  return `${time.toISOString()} ${sender} ${protocol} ${printable}\n`;
}

function main([logFile, readyFile, config]) {
  const { collector, listeners } = JSON.parse(config);
  const append = (sender, protocol, message) => {
    fs.appendFileSync(logFile, logLine(new Date(), sender, protocol, message));
  };
  const servers = [];

  const tcp = net.createServer((socket) => {
    const sender = socket.remoteAddress;
    const framing = syslogFraming((message) => append(sender, 'tcp', message));
    socket.on('data', (chunk) => framing.push(chunk));
    socket.on('close', () => framing.end());
    socket.on('error', () => undefined); // a guest that is powered off resets its connections
  });
  servers.push(new Promise((done) => tcp.listen(collector.tcpPort, collector.address, done)));

  const udp = dgram.createSocket('udp4');
  udp.on('message', (bytes, peer) => append(peer.address, 'udp', bytes.toString('utf8').trimEnd()));
  servers.push(new Promise((done) => udp.bind(collector.udpPort, collector.address, done)));

  for (const { address, port } of listeners) {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(`vm-lifecycle lab ${address}:${port}\n`);
    });
    servers.push(new Promise((done) => server.listen(port, address, done)));
  }
  Promise.all(servers).then(() => fs.writeFileSync(readyFile, ''));
}

module.exports = { syslogFraming, logLine };
if (require.main === module) main(process.argv.slice(2));
