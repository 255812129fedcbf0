import { libvirtOperations } from '../../../../lib/drivers/libvirt/operations';
import type { Ended } from '../../../../lib/drivers/libvirt/virsh';

const vm = { name: 'web-1', uuid: '3e823619-b8f5-562d-a327-6c9c5592ae79' };
const ended = (stdout: string, code = 0, stderr = ''): Ended => ({ code, stdout, stderr });

/** A virsh whose guest does what its agent or its button says. */
function guest(behaviour: { readonly agent: boolean; readonly acpi: boolean }) {
  const calls: string[] = [];
  let state = 'running';
  const run = (argv: readonly string[]): Promise<Ended> => {
    const [command = '', , ...rest] = argv.slice(4);
    calls.push([command, ...rest].join(' '));
    if (command === 'domname') return Promise.resolve(ended('web-1\n'));
    if (command === 'domstate') return Promise.resolve(ended(`${state}\n`));
    if (command === 'destroy') state = 'shut off';
    if (command === 'shutdown') {
      const mode = rest[1] === 'agent' ? 'agent' : 'acpi';
      if (behaviour[mode]) state = 'shut off';
      else if (mode === 'agent')
        return Promise.resolve(ended('', 1, 'error: QEMU guest agent is not connected'));
    }
    return Promise.resolve(ended(''));
  };
  return { calls, run, acts: () => calls.filter((call) => !call.startsWith('dom')) };
}

const options = { timeoutSeconds: 2, force: false };

describe('shutdown', () => {
  test('by the agent', async () => {
    const { run, acts } = guest({ agent: true, acpi: true });
    expect((await libvirtOperations({ run }).shutdown(vm, options)).mode).toBe('graceful');
    expect(acts()).toEqual(['shutdown --mode agent']);
  });

  test('by ACPI where no agent answers', async () => {
    const { run, acts } = guest({ agent: false, acpi: true });
    expect((await libvirtOperations({ run }).shutdown(vm, options)).mode).toBe('graceful');
    expect(acts()).toEqual(['shutdown --mode agent', 'shutdown --mode acpi']);
  });

  test('not by force, unless that is asked for', async () => {
    const { run, acts } = guest({ agent: false, acpi: false });
    await expect(
      libvirtOperations({ run }).shutdown(vm, { ...options, timeoutSeconds: 1 }),
    ).rejects.toThrow(
      'web-1 did not shut down within 1 s: look at its console and run this again, or set shutdown.force in its retirement record',
    );
    expect(acts()).not.toContain('destroy');
    const result = await libvirtOperations({ run }).shutdown(vm, {
      timeoutSeconds: 1,
      force: true,
    });
    expect(result.mode).toBe('forced');
    expect(acts()).toContain('destroy');
  });
});

describe('final backup', () => {
  const point = {
    chain: '20261101T020000Z',
    point: 0,
    time: '2026-11-01T02:00:00Z',
    level: 'full',
    bytes: 42,
    checksum: 'sha256:d9c4a7822ba0d4b2510d72195cd5054ceb4215dcea19bc6b6838c6c8285db24e',
  };
  const job = '/etc/vm-lifecycle/backup/standard/web-1.json';

  function host(
    made: readonly object[],
    test: object = { chain: point.chain, point: 0, disks: ['vda'], seconds: 3 },
  ) {
    const calls: string[] = [];
    const run = (argv: readonly string[]): Promise<Ended> => {
      calls.push(argv.join(' '));
      const answers: Record<string, object> = {
        list: { chains: [{ points: made }] },
        full: point,
        test,
      };
      return Promise.resolve(ended(`${JSON.stringify(answers[argv[2] ?? ''])}\n`));
    };
    return {
      calls,
      operations: libvirtOperations({ run, backup: { command: ['ssh', 'kvm-1'], job } }),
    };
  }
  const since = '2026-11-01T02:00:00.500Z';

  test('by the job of its policy, with the checksum of what was written', async () => {
    const { calls, operations } = host([{ ...point, time: '2026-10-25T02:00:00Z' }]);
    const backup = await operations.finalBackup?.(vm, { since, except: [] });
    expect(backup).toEqual({
      id: '20261101T020000Z/0',
      product: 'virtnbdbackup',
      time: point.time,
      bytes: 42,
      checksum: point.checksum,
    });
    expect(calls).toEqual([`ssh kvm-1 list ${job}`, `ssh kvm-1 full ${job}`]);
    expect(await operations.verifyBackup?.(vm, backup!)).toMatchObject({
      passed: true,
      seconds: 3,
    });
  });

  test('that an attempt has made is taken, unless it did not pass its restore', async () => {
    const taken = host([point]);
    expect((await taken.operations.finalBackup?.(vm, { since, except: [] }))?.id).toBe(
      '20261101T020000Z/0',
    );
    expect(taken.calls).toHaveLength(1);
    const again = host([point]);
    await again.operations.finalBackup?.(vm, { since, except: ['20261101T020000Z/0'] });
    expect(again.calls).toHaveLength(2);
  });

  test('of which another one is the latest has not passed', async () => {
    const { operations } = host([point], { chain: '20261102T020000Z', point: 0, disks: ['vda'] });
    const backup = await operations.finalBackup?.(vm, { since, except: [] });
    expect(await operations.verifyBackup?.(vm, backup!)).toMatchObject({
      passed: false,
      method: 'the latest backup is 20261102T020000Z/0, and not 20261101T020000Z/0',
    });
  });

  test('is unsupported without a job, and says what to do', () => {
    expect(libvirtOperations().supported.finalBackup).toMatchObject({ support: 'unsupported' });
  });
});
