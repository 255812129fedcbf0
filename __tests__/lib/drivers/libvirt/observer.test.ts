import { libvirtObserver } from '../../../../lib/drivers/libvirt/observer';
import type { RunCommand } from '../../../../lib/drivers/libvirt/virsh';

const vm = { name: 'web-1', uuid: '3e823619-b8f5-562d-a327-6c9c5592ae79' };
const controls = [
  {
    id: 'machine.firmware.uefi',
    scope: 'machine' as const,
    value: 'UEFI',
    settings: { libvirt: { 'os/type/@machine': 'q35' } },
  },
];

/** virsh of a host that answers each command so. */
const host =
  (answers: Readonly<Record<string, string>>): RunCommand =>
  ([, , , , command = '']) => {
    const stdout = answers[command];
    return Promise.resolve(
      stdout === undefined
        ? { code: 1, stdout: '', stderr: `error: failed to get domain '${vm.name}'` }
        : { code: 0, stdout, stderr: '' },
    );
  };
const observe = (answers: Readonly<Record<string, string>>) =>
  libvirtObserver(
    { name: vm.name, provider: { uri: 'test:///default' }, resources: {}, environment: {} },
    host(answers),
  ).observe(vm, { controls, script: 'echo' });

const xml = `<domain><os><type machine='pc-q35-7.2'>hvm</type></os></domain>`;

test('of a machine that is off, the machine alone is asked', async () => {
  const seen = await observe({ domname: 'web-1\n', domstate: 'shut off\n', dumpxml: xml });
  expect(seen.machine.get('machine.firmware.uefi')).toBe('UEFI');
  expect(seen.guest).toEqual({ notAsked: 'it is off' });
});

test('the guest of a machine that runs is left alone without a script', async () => {
  const seen = await libvirtObserver(
    { name: vm.name, provider: { uri: 'test:///default' }, resources: {}, environment: {} },
    host({ domname: 'web-1\n', domstate: 'running\n', dumpxml: xml }),
  ).observe(vm, { controls });
  expect(seen.guest).toEqual({ notAsked: 'the machine alone was asked' });
});

test('a machine that is not there, or another one of that name, is not asked', async () => {
  await expect(observe({})).rejects.toThrow('libvirt has no machine web-1');
  await expect(observe({ domuuid: 'another\n' })).rejects.toThrow(
    'the machine of that name has the UUID another',
  );
  await expect(observe({ domname: 'other\n' })).rejects.toThrow('is called other');
});
