import { createHmac } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
  existsSync,
  appendFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deliverEvent,
  idempotencyKey,
  Journal,
  messageFor,
  readHooks,
  readJournal,
  type HookEvent,
} from '../../../../lib/operations/hooks';
import { webhook } from '../../../../lib/operations/hooks/webhook';

const folder = mkdtempSync(join(tmpdir(), 'hooks-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const event: HookEvent = {
  event: 'revoke',
  phase: 'retire',
  stack: 'production',
  vm: { name: 'web-1', uuid: '3e823619-b8f5-562d-a327-6c9c5592ae79', owner: 'team-shop' },
  record: 'production/web-1/2026-11-01',
};
const now = () => new Date('2026-11-01T02:00:00.000Z');
let journals = 0;
const journal = (file = join(folder, `journal-${String((journals += 1))}.jsonl`)) =>
  new Journal(file);

async function message(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    return (error as Error).message;
  }
  return 'it did not fail';
}

describe('webhook', () => {
  let server: Server;
  let url: string;
  let answer: (request: IncomingMessage, body: string, response: ServerResponse) => void;
  const requests: { method: string; key: string; signature: string; body: string }[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => (body += piece.toString()));
      request.on('end', () => {
        const { 'idempotency-key': key, 'x-signature-256': signature } = request.headers;
        requests.push({
          method: request.method ?? '',
          key: String(key),
          signature: String(signature),
          body,
        });
        answer(request, body, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  beforeEach(() => {
    requests.length = 0;
    answer = (_request, _body, response) =>
      response.end(JSON.stringify({ reference: 'DNS-7', other: 'x' }));
  });

  const hook = (props = {}) =>
    webhook(
      { name: 'dns', kind: 'dns', events: ['revoke'] },
      { url, secret: 's3cret', timeoutSeconds: 2, retries: 3, backoffSeconds: 0.01, ...props },
    );

  test('sends the documented payload, signed, and keeps the reference alone', async () => {
    const own = journal();
    const [delivery] = await deliverEvent([hook()], event, { journal: own, now });
    own.close();
    expect(delivery).toEqual({
      hook: 'dns',
      kind: 'dns',
      event: 'revoke',
      key: idempotencyKey('dns', event),
      confirmed: '2026-11-01T02:00:00.000Z',
      reference: 'DNS-7',
    });
    const [request] = requests;
    expect(JSON.parse(request?.body ?? '')).toEqual({
      version: 1,
      key: delivery?.key,
      hook: { name: 'dns', kind: 'dns' },
      ...event,
    });
    expect(request?.signature).toBe(
      `sha256=${createHmac('sha256', 's3cret')
        .update(request?.body ?? '')
        .digest('hex')}`,
    );
    expect(readFileSync(own.file, 'utf8')).not.toMatch(/s3cret|other/);
  });

  test('tries again after 5xx, 429 and a connection that ends, and not after 4xx', async () => {
    const statuses = [503, 429, 0];
    answer = (request, _body, response) => {
      const status = statuses.shift();
      if (status === 0) request.socket.destroy();
      else response.writeHead(status ?? 200).end();
    };
    expect(await hook().deliver(messageFor(hook(), event))).toEqual({});
    expect(requests).toHaveLength(4);
    expect(new Set(requests.map(({ key }) => key)).size).toBe(1);
    requests.length = 0;
    answer = (_request, _body, response) =>
      response.writeHead(422).end('the secret of the receiver');
    expect(await message(() => hook().deliver(messageFor(hook(), event)))).toBe(
      'hook dns: it answered 422; see to the receiver, then run the same command again',
    );
    expect(requests).toHaveLength(1);
    answer = (_request, _body, response) => response.writeHead(302, { location: url }).end();
    expect(await message(() => hook().deliver(messageFor(hook(), event)))).toContain(
      'it answered 302',
    );
    answer = () => undefined;
    expect(
      await message(() =>
        hook({ timeoutSeconds: 0.1, retries: 1 }).deliver(messageFor(hook(), event)),
      ),
    ).toBe(
      'hook dns: no answer within 0.1 s after 2 attempts; see to the receiver, then run the same command again',
    );
  });

  test('asks before it sends again: a receiver that has acted and whose answer was lost acts once', async () => {
    let acted = 0;
    answer = (request, _body, response) => {
      if (request.method === 'GET') {
        response.writeHead(acted > 0 ? 200 : 404).end('{"reference":42}');
      } else {
        acted += 1;
        request.socket.destroy();
      }
    };
    const asking = hook({ statusUrl: `${url}/status` });
    expect(await asking.deliver(messageFor(asking, event))).toEqual({ reference: '42' });
    expect(acted).toBe(1);
    const status = requests.find(({ method }) => method === 'GET');
    expect(status?.signature).toBe(
      `sha256=${createHmac('sha256', 's3cret')
        .update(status?.key ?? '')
        .digest('hex')}`,
    );
    answer = (_request, _body, response) => response.writeHead(500).end();
    expect(await message(() => asking.received?.(messageFor(asking, event)))).toContain(
      'it is not known whether it has',
    );
  });
});

describe('command', () => {
  const script = join(folder, 'hook.sh');
  const log = join(folder, 'log');
  const read = (command: object) =>
    readHooks(
      JSON.stringify({
        version: 1,
        hooks: [{ name: 'ldap', kind: 'directory', events: ['enrol', 'revoke'], command }],
      }),
      'hooks.json',
    )[0]!;

  beforeEach(() => {
    rmSync(log, { force: true });
    writeFileSync(
      script,
      `#!/bin/sh
echo "$VM_LIFECYCLE_ACTION $VM_LIFECYCLE_EVENT $VM_LIFECYCLE_KEY $1 $(cat) [$CANARY] [$GIVEN]" >>${log}
[ "$VM_LIFECYCLE_ACTION" = status ] && exit "$STATUS"
echo '{"reference":"uid=web-1"}'
exit "$CODE"
`,
    );
    chmodSync(script, 0o755);
    Object.assign(process.env, { CANARY: 'canary-5f1d7c', GIVEN: 'given', CODE: '0', STATUS: '3' });
  });

  test('gets the message, and of the environment what it was given', async () => {
    const hook = read({ program: script, args: ['$(id); x'], environment: ['GIVEN', 'CODE'] });
    const sent = messageFor(hook, event);
    expect(await hook.deliver(sent)).toEqual({ reference: 'uid=web-1' });
    expect(readFileSync(log, 'utf8')).toBe(
      `deliver revoke ${sent.key} $(id); x ${JSON.stringify(sent)} [] [given]\n`,
    );
    expect('received' in hook).toBe(false);
  });

  test('confirms by exit code 0 alone', async () => {
    const hook = read({ program: script, environment: ['CODE', 'STATUS'], status: true });
    const sent = messageFor(hook, event);
    expect(await hook.received?.(sent)).toBeUndefined();
    process.env.STATUS = '0';
    expect(await hook.received?.(sent)).toEqual({});
    process.env.STATUS = '1';
    expect(await message(() => hook.received?.(sent))).toContain('it is not known whether it has');
    process.env.CODE = '7';
    expect(await message(() => hook.deliver(sent))).toBe(
      `hook ldap: ${script} ended with 7; see to the receiver, then run the same command again`,
    );
    expect(await message(() => read({ program: '/nothing' }).deliver(sent))).toContain(
      "/nothing can't be run (ENOENT)",
    );
    const slow = read({ program: 'sleep', args: ['30'], timeoutSeconds: 1 });
    expect(await message(() => slow.deliver(sent))).toContain('sleep ran longer than 1 s');
  });
});

describe('delivery', () => {
  const counting = (name: string, fails = false) => {
    const calls: string[] = [];
    const deliver = () => {
      calls.push(name);
      return fails
        ? Promise.reject(Object.assign(new Error(`${name} fails`), { name: 'HookFailure' }))
        : Promise.resolve({});
    };
    return {
      calls,
      hook: { name, kind: 'dns' as const, events: ['revoke' as const], target: '', deliver },
    };
  };

  test('goes on with the others where one fails, and does not tell twice who has confirmed', async () => {
    const [first, second, third] = [counting('a', true), counting('b'), counting('c', true)];
    const hooks = [first.hook, second.hook, third.hook];
    const own = journal();
    expect(await message(() => deliverEvent(hooks, event, { journal: own, now }))).toBe(
      'a fails\nc fails',
    );
    expect(await message(() => deliverEvent(hooks, event, { journal: own, now }))).toBe(
      'a fails\nc fails',
    );
    own.close();
    expect([first.calls, second.calls, third.calls].map(({ length }) => length)).toEqual([2, 1, 2]);
  });

  test('is for hooks that ask for the event', async () => {
    const one = counting('a');
    const own = journal();
    expect(
      await deliverEvent([one.hook], { ...event, event: 'enrol' }, { journal: own, now }),
    ).toEqual([]);
    own.close();
    expect(one.calls).toEqual([]);
  });

  test('keys: one per hook, event, phase, stack, VM and record; facts change nothing', () => {
    const vm = { name: 'web-2', uuid: event.vm!.uuid };
    const keys = [
      idempotencyKey('dns', event),
      idempotencyKey('cmdb', event),
      ...[
        { event: 'enrol' as const },
        { phase: 'destroy' as const },
        { stack: 'x' },
        { vm },
        { record: 'x' },
      ].map((change) => idempotencyKey('dns', { ...event, ...change })),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(
      idempotencyKey('dns', { ...event, vm: { ...event.vm!, owner: 'other' }, summary: 'x' }),
    ).toBe(keys[0]);
    expect(keys[0]).toBe('60ce81ec700603b53a317421271e7e46');
  });
});

describe('journal', () => {
  const entry = {
    time: now().toISOString(),
    subject: 'step' as const,
    id: 'a',
    state: 'begin' as const,
  };

  test('cuts a torn line off, and goes on', () => {
    const own = journal();
    own.append(entry);
    own.close();
    appendFileSync(own.file, '{"time":"2026');
    expect(readJournal(own.file)).toEqual([entry]);
    const again = journal(own.file);
    again.append({ ...entry, id: 'b' });
    again.close();
    expect(readJournal(own.file).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(existsSync(`${own.file}.lock`)).toBe(false);
  });

  test('that is damaged elsewhere is refused', async () => {
    const file = join(folder, 'damaged.jsonl');
    writeFileSync(file, `no entry\n${JSON.stringify(entry)}\n`);
    expect(await message(() => journal(file))).toBe(
      `[VML066] ${file}:1: got a line that is no entry; a journal is written line by line, and only its last line can be torn; restore the file from version control or backup; it says what was done`,
    );
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test('of a process that has ended is taken over', () => {
    const file = join(folder, 'taken.jsonl');
    const { hostname } = jest.requireActual<{ hostname: () => string }>('node:os');
    writeFileSync(`${file}.lock`, JSON.stringify({ host: hostname(), pid: 2 ** 22 + 1 }));
    journal(file).close();
    writeFileSync(`${file}.lock`, JSON.stringify({ host: 'elsewhere', pid: 1 }));
    expect(() => journal(file)).toThrow('one command at a time works on a VM');
  });
});
