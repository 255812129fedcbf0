import { GuestAgent, type ProgramResult } from '../../../../lib/drivers/libvirt/guest-agent';

interface Call {
  readonly execute: string;
  readonly arguments: Record<string, unknown>;
}
type Answer = ProgramResult | { readonly value: unknown };

const b64 = (text: string): string => Buffer.from(text).toString('base64');
const fails = (stderr: string): ProgramResult => ({ code: 1, stdout: '', stderr });
const exited = (out: object): Answer => ({ value: { exited: true, exitcode: 0, ...out } });
const busy = fails(
  'error: Timed out during operation: cannot acquire state change lock (held by agent=x)',
);
const notConnected = fails(
  'error: Guest agent is not responding: QEMU guest agent is not connected',
);

/** An agent whose guest gives these answers, one after the other. */
function guest(answer: (call: Call, index: number) => Answer): {
  agent: GuestAgent;
  calls: Call[];
  lines: (readonly string[])[];
} {
  const calls: Call[] = [];
  const lines: (readonly string[])[] = [];
  const agent = new GuestAgent({
    uri: 'qemu:///system',
    domain: 'web',
    run: (program, args) => {
      lines.push([program, ...args]);
      const call = JSON.parse(args.at(-1) ?? '') as Call;
      calls.push(call);
      const given = answer(call, calls.length - 1);
      return Promise.resolve(
        'value' in given
          ? { code: 0, stdout: JSON.stringify({ return: given.value }), stderr: '' }
          : given,
      );
    },
  });
  return { agent, calls, lines };
}

function inTurn(...answers: Answer[]): ReturnType<typeof guest> {
  return guest((_, index) => answers[index] ?? fails(`error: no answer ${String(index)}`));
}

describe('GuestAgent.execute', () => {
  it('runs a program, waits for its end and decodes what it printed', async () => {
    const { agent, calls, lines } = inTurn(
      { value: { pid: 7 } },
      { value: { exited: false } },
      exited({ exitcode: 3, 'out-data': b64('grüß\n'), 'err-data': b64('oh') }),
    );
    await expect(agent.execute(['/bin/cat', '-'], { input: 'in' })).resolves.toEqual({
      exitCode: 3,
      stdout: 'grüß\n',
      stderr: 'oh',
    });
    expect(lines[0]?.slice(0, -1)).toEqual([
      ...['virsh', '--connect', 'qemu:///system', 'qemu-agent-command', '--domain', 'web'],
      ...['--timeout', '30', '--cmd'],
    ]);
    expect(calls[0]?.arguments).toMatchObject({ 'capture-output': true, 'input-data': b64('in') });
    expect((calls[0]?.arguments.arg as string[]).slice(-2)).toEqual(['/bin/cat', '-']);
    expect(calls[2]).toEqual({ execute: 'guest-exec-status', arguments: { pid: 7 } });
  });

  it('answers 128 and the signal for a program that a signal ended', async () => {
    const { agent } = inTurn({ value: { pid: 7 } }, { value: { exited: true, signal: 9 } });
    expect((await agent.execute(['x'])).exitCode).toBe(137);
  });

  it('fetches output that is too large to come with the end, and removes it', async () => {
    const texts: Record<string, string> = { '/tmp/f/out': 'much', '/tmp/f/err': 'some' };
    let mark = '';
    let open = '';
    const { agent, calls } = guest(({ execute, arguments: given }) => {
      if (execute === 'guest-exec') {
        mark ||= (given.arg as string[])[3] ?? '';
        return { value: { pid: calls.length } };
      }
      if (execute === 'guest-exec-status') {
        return exited({ exitcode: 1, 'out-data': given.pid === 1 ? b64(`${mark} /tmp/f`) : '' });
      }
      if (execute === 'guest-file-open') {
        open = given.path as string;
        return { value: 1 };
      }
      if (execute === 'guest-file-read') {
        return { value: { 'buf-b64': b64(texts[open] ?? ''), count: 4, eof: true } };
      }
      return { value: {} };
    });
    await expect(agent.execute(['dump'])).resolves.toEqual({
      exitCode: 1,
      stdout: 'much',
      stderr: 'some',
    });
    const removal = calls.filter(({ execute }) => execute === 'guest-exec').at(-1);
    expect((removal?.arguments.arg as string[]).slice(-3)).toEqual(['rm', '-r', '/tmp/f']);
  });

  it('runs programs of Windows guests without a shell', async () => {
    const { agent, calls } = inTurn({ value: { pid: 7 } }, exited({}));
    await agent.execute(['powershell.exe', '-Command', 'x']);
    expect(calls[0]?.arguments).toMatchObject({
      path: 'powershell.exe',
      arg: ['-Command', 'x'],
    });
  });

  it('fails when the agent cut the output', async () => {
    const { agent } = inTurn({ value: { pid: 7 } }, exited({ 'out-truncated': true }));
    await expect(agent.execute(['x'])).rejects.toMatchObject({ reason: 'too-large' });
  });

  it('tries again while another command holds the agent', async () => {
    const { agent, calls } = inTurn(busy, { value: { pid: 7 } }, busy, exited({}));
    expect((await agent.execute(['x'])).exitCode).toBe(0);
    expect(calls).toHaveLength(4);
  });

  it('fails rather than to run a program twice when the agent disappears', async () => {
    const { agent, calls } = inTurn(
      fails(
        'error: Guest agent is not responding: Guest agent disappeared while executing command',
      ),
    );
    await expect(agent.execute(['x'])).rejects.toMatchObject({ reason: 'not-ready' });
    expect(calls).toHaveLength(1);
  });

  it('fails with the process of the guest when time is up', async () => {
    const { agent } = guest(({ execute }) => ({
      value: execute === 'guest-exec' ? { pid: 553 } : { exited: false },
    }));
    await expect(agent.execute(['/bin/sleep'], { timeoutSeconds: 0.2 })).rejects.toThrow(
      '/bin/sleep in web still runs after 0.2 s as process 553 of the guest',
    );
  });

  it('fails when the input is too long for one command', async () => {
    const { agent, calls } = inTurn();
    await expect(agent.execute(['x'], { input: 'ä'.repeat(40_000) })).rejects.toThrow(
      'has 80000 bytes; at most 65536 fit',
    );
    expect(calls).toEqual([]);
  });
});

describe('GuestAgent.readFile', () => {
  it('puts pieces together before it decodes them, and closes the file', async () => {
    const [first, second] = [Buffer.from('grü').subarray(0, 3), Buffer.from('grü').subarray(3)];
    const { agent, calls } = inTurn(
      { value: 1000 },
      { value: { 'buf-b64': first.toString('base64'), count: 3, eof: false } },
      { value: { 'buf-b64': second.toString('base64'), count: 1, eof: true } },
      { value: {} },
    );
    await expect(agent.readFile('/etc/motd')).resolves.toBe('grü');
    expect(calls.at(-1)).toEqual({ execute: 'guest-file-close', arguments: { handle: 1000 } });
  });

  it('fails with advice for a file that is not there', async () => {
    const { agent } = inTurn(
      fails(
        "error: internal error: unable to execute QEMU agent command 'guest-file-open': failed to open file '/x' (mode: 'r'): No such file or directory",
      ),
    );
    await expect(agent.readFile('/x')).rejects.toThrow('see that the path is right');
  });
});

describe('GuestAgent.ping and waitUntilReady', () => {
  it.each([
    [{ value: {} }, true],
    [notConnected, false],
    [busy, false],
    [fails('error: Guest agent is not responding: Guest agent not available for now'), false],
  ])('%j', async (answer, expected) => {
    await expect(inTurn(answer).agent.ping()).resolves.toBe(expected);
  });

  it.each([
    ["error: failed to get domain 'web'", 'no-domain', 'virsh list --all'],
    ['error: Requested operation is not valid: domain is not running', 'not-running', 'start the'],
    [
      'error: argument unsupported: QEMU guest agent is not configured',
      'not-configured',
      'channel',
    ],
    ['error: failed to connect to the hypervisor', 'no-domain', 'see that libvirtd runs'],
    ['error: something new', 'refused', 'see the log of the agent'],
  ])('fails at once for %j', async (stderr, reason, advice) => {
    const { agent, calls } = guest(() => fails(stderr));
    const failure: unknown = await agent.waitUntilReady().catch((error: unknown) => error);
    expect(failure).toMatchObject({ reason });
    expect(String(failure)).toContain(advice);
    expect(calls).toHaveLength(1);
  });

  it('waits until the agent answers', async () => {
    const { agent, calls } = inTurn(notConnected, { value: {} });
    await agent.waitUntilReady();
    expect(calls).toHaveLength(2);
  });

  it('fails with what to look at when the agent never answers', async () => {
    const { agent } = guest(() => notConnected);
    await expect(agent.waitUntilReady({ timeoutSeconds: 0 })).rejects.toThrow(
      'guest agent of web did not answer within 0 s: look at the console of the guest',
    );
  });
});
