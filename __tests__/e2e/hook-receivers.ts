/** Two receivers of hooks that remember keys: a program that appends to a file, and a webhook on loopback. */
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** An event that was received, and how often. */
export type Received = Readonly<Record<string, number>>;

interface Message {
  readonly key: string;
  readonly event: string;
  readonly phase?: string;
  readonly vm?: { readonly name: string };
}

const nameOf = ({ event, phase, vm }: Message): string =>
  [event, phase, vm?.name].filter((text) => text !== undefined).join(' ');

/** Exit code 3 of the action "status": the key is not known. */
const program = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const file = process.argv[2];
const { VM_LIFECYCLE_ACTION: action, VM_LIFECYCLE_KEY: key } = process.env;
const message = JSON.parse(readFileSync(0, 'utf8'));
const lines = existsSync(file) ? readFileSync(file, 'utf8') : '';
if (action === 'status') process.exit(lines.includes(key) ? 0 : 3);
appendFileSync(file, JSON.stringify(message) + '\\n');
`;

export class HookReceivers {
  private readonly posted: Message[] = [];

  private constructor(
    private readonly folder: string,
    private readonly server: Server,
  ) {
    writeFileSync(join(folder, 'register'), program, { mode: 0o755 });
  }

  static async start(folder: string): Promise<HookReceivers> {
    const server = createServer((request, response) => {
      const key = String(request.headers['idempotency-key']);
      let body = '';
      request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      request.on('end', () => {
        if (request.method === 'POST') receivers.posted.push(JSON.parse(body) as Message);
        response.statusCode = receivers.posted.some((message) => message.key === key) ? 200 : 404;
        response.end();
      });
    });
    const receivers = new HookReceivers(folder, server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receivers;
  }

  /** Text of hooks.json. */
  get configuration(): string {
    const { port } = this.server.address() as AddressInfo;
    const url = `http://127.0.0.1:${String(port)}`;
    const events = ['enrol', 'revoke'];
    const command = {
      program: join(this.folder, 'register'),
      args: [this.registerFile],
      status: true,
    };
    return JSON.stringify({
      version: 1,
      hooks: [
        { name: 'register', kind: 'cmdb', events, command },
        {
          name: 'monitoring',
          kind: 'monitoring',
          events,
          webhook: { url, statusUrl: `${url}/status` },
        },
      ],
    });
  }

  private get registerFile(): string {
    return join(this.folder, 'register.jsonl');
  }

  get register(): Received {
    const { registerFile: file } = this;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    return counted(lines.map((line) => JSON.parse(line) as Message));
  }

  get monitoring(): Received {
    return counted(this.posted);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

function counted(messages: readonly Message[]): Received {
  const counts: Record<string, number> = {};
  for (const message of messages) {
    counts[nameOf(message)] = (counts[nameOf(message)] ?? 0) + 1;
  }
  return counts;
}
