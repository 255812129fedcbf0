import { formatProblem } from '../../../lib/errors';
import { hardeningPlan, type HardeningContext } from '../../../lib/hardening/plan';
import { Size } from '../../../lib/model/size';
import type { VirtualMachine } from '../../../lib/model/virtual-machine';
import { ownControl, planOf, testVm, today, waiver } from './fixture';

function problemsOf(vm: VirtualMachine, context: Partial<HardeningContext> = {}): string[] {
  const all = { path: 'lab/web-1', today, ...context };
  return hardeningPlan(vm, 'libvirt', all).problems.map(formatProblem);
}

describe('waivers', () => {
  test('a valid one is accepted, on its last day too', () => {
    const vm = testVm({ waivers: [waiver('guest.ssh.banner', today)] });
    expect(problemsOf(vm)).toEqual([]);
  });

  test.each([
    [
      'an unknown control',
      [waiver('guest.ssh.root-logn')],
      '[VML051] lab/web-1.waivers[0].control: got "guest.ssh.root-logn"; a control id, pack or capability exists; did you mean "guest.ssh.root-login"?',
    ],
    [
      'a control that resembles nothing',
      [waiver('whatever')],
      '[VML051] lab/web-1.waivers[0].control: got "whatever"; a control id, pack or capability exists; see docs/controls.md for all ids',
    ],
    [
      'no reason',
      [{ ...waiver('guest.ssh.banner'), reason: ' ' }],
      '[VML040] lab/web-1.waivers[0].reason: got " "; protection is lifted, and a control waived, only with a reason and an expiry date; write why the risk is accepted',
    ],
    [
      'a day in the past',
      [waiver('guest.ssh.banner', '2026-02-28')],
      '[VML040] lab/web-1.waivers[0].expires: got "2026-02-28"; the waiver has expired; meet the control now, or decide anew and give a later day',
    ],
    [
      'a day that does not exist',
      [waiver('guest.ssh.banner', '2026-02-30')],
      '[VML040] lab/web-1.waivers[0].expires: got "2026-02-30"; protection is lifted, and a control waived, only with a reason and an expiry date; give the last day of the waiver as YYYY-MM-DD',
    ],
    [
      'the same control again',
      [waiver('guest.ssh.banner'), waiver('guest.ssh.banner')],
      '[VML040] lab/web-1.waivers[1].control: got "guest.ssh.banner"; a control is waived once; it is in waivers[0] already: remove one of them',
    ],
  ])('fails with %s', (_, waivers, text) => {
    expect(problemsOf(testVm({ waivers }))).toEqual([text]);
  });

  test('a waiver with a mistake is reported once: its control is not asked for as well', () => {
    const vm = testVm(
      { waivers: [waiver('guest.log.forwarding', '2026-01-01')] },
      { logCollector: undefined },
    );
    expect(problemsOf(vm)).toHaveLength(1);
  });

  test('a control of another hypervisor or pack may be waived: environments share waivers', () => {
    const vm = testVm({ waivers: [waiver('machine.log.limits'), waiver('guest.ssh.sessions')] });
    expect(problemsOf(vm)).toEqual([]);
  });
});

test('fails without a setting that a control needs, naming field, environment and waiver', () => {
  expect(problemsOf(testVm({}, { logCollector: undefined }))).toEqual([
    '[VML052] lab/web-1.guest.logCollector: got nothing; a control that needs a setting has it, or is waived (guest.log.forwarding); give guest.logCollector, or guestDefaults.logCollector of the environment, or add a waiver of "guest.log.forwarding" with a reason and an expiry date',
  ]);
});

test('NTP servers are asked for where DHCP cannot name them', () => {
  const [nic] = testVm().networks;
  const fixed = { ...nic!, address: { ip: '192.0.2.9', prefixLength: 24 } };
  expect(problemsOf(testVm({}, { ntpServers: [] }))).toEqual([]);
  expect(problemsOf(testVm({ networks: [fixed] }))).toEqual([]);
  expect(problemsOf(testVm({ networks: [fixed] }, { ntpServers: [] }))).toEqual([
    expect.stringMatching(/^\[VML052\] lab\/web-1\.guest\.ntpServers: /),
  ]);
});

describe('props against machine controls', () => {
  test.each([
    [
      { firmware: 'bios' },
      '[VML040] lab/web-1.firmware: got "bios"; machine.firmware.uefi: the machine starts from UEFI; set firmware to "uefi", or add a waiver of "machine.firmware.uefi" with a reason and an expiry date',
    ],
    [
      { secureBoot: false },
      '[VML040] lab/web-1.secureBoot: got false; machine.firmware.secure-boot: the firmware starts signed code only; set secureBoot to true, or add a waiver of "machine.firmware.secure-boot" with a reason and an expiry date',
    ],
    [
      { vtpm: false },
      '[VML040] lab/web-1.vtpm: got false; machine.tpm: the machine has a TPM 2.0; set vtpm to true, or add a waiver of "machine.tpm" with a reason and an expiry date',
    ],
    [
      { cpuHotAdd: true },
      '[VML040] lab/web-1.cpuHotAdd: got true; machine.hot-add.off: CPUs and memory do not change while the VM runs; set cpuHotAdd to false, or add a waiver of "machine.hot-add.off" with a reason and an expiry date',
    ],
    [
      { memoryHotAdd: true },
      '[VML040] lab/web-1.memoryHotAdd: got true; machine.hot-add.off: CPUs and memory do not change while the VM runs; set memoryHotAdd to false, or add a waiver of "machine.hot-add.off" with a reason and an expiry date',
    ],
    [
      { minimumMemory: Size.mebibytes(512) },
      '[VML040] lab/web-1.minimumMemory: got 512 MiB; machine.memory.no-balloon: the host does not take memory back while the VM runs; leave minimumMemory out, or add a waiver of "machine.memory.no-balloon" with a reason and an expiry date',
    ],
  ] as const)('fails with %j, unless waived', (props, text) => {
    expect(problemsOf(testVm(props))).toEqual([text]);
    const control = /waiver of "([^"]*)"/.exec(text)![1]!;
    expect(problemsOf(testVm({ ...props, waivers: [waiver(control)] }))).toEqual([]);
  });

  test('SMM and kernel lockdown are not asked for without Secure Boot', () => {
    const vm = testVm({
      secureBoot: false,
      waivers: [waiver('machine.firmware.secure-boot')],
    });
    const ids = planOf(vm).controls.map((row) => row.control.id);
    expect(ids).not.toContain('machine.smm');
    expect(ids).not.toContain('guest.kernel.lockdown');
  });
});

test('fails with a machine control that the driver does not set', () => {
  const supported = new Set(
    planOf(testVm())
      .controls.map((row) => row.control.id)
      .filter((id) => id !== 'machine.tpm'),
  );
  expect(problemsOf(testVm(), { supported })).toEqual([
    '[VML044] lab/web-1.hardeningPack: got "machine.tpm"; the driver for libvirt does not set this control; use a template that brings it along and lists it in attestedControls, or add a waiver of "machine.tpm" with a reason and an expiry date',
  ]);
  const vm = testVm({ waivers: [waiver('machine.tpm')] });
  expect(problemsOf(vm, { supported })).toEqual([]);
  expect(problemsOf(testVm(), { supported, inherited: ['machine.tpm'] })).toEqual([]);
});

test('all problems are returned together', () => {
  const vm = testVm(
    { firmware: 'bios', waivers: [waiver('whatever')] },
    { logCollector: undefined },
  );
  expect(problemsOf(vm).map((text) => text.slice(0, 8))).toEqual([
    '[VML051]',
    '[VML052]',
    '[VML040]',
  ]);
});

describe('additional controls', () => {
  test('belong to the pack of their level', () => {
    const additional = [ownControl(), ownControl({ id: 'guest.own.strict', level: 'strict' })];
    const ids = planOf(testVm(), { additional }).controls.map((row) => row.control.id);
    expect(ids).toContain('guest.own.control');
    expect(ids).not.toContain('guest.own.strict');
    expect(ids).toEqual([...ids].sort());
  });

  test('can be waived', () => {
    const vm = testVm({ waivers: [waiver('guest.own.control')] });
    expect(problemsOf(vm, { additional: [ownControl()] })).toEqual([]);
  });

  test('fail with an id that is taken', () => {
    const additional = [ownControl({ id: 'guest.ssh.banner' })];
    expect(problemsOf(testVm(), { additional })).toEqual([
      '[VML051] lab/web-1.additionalControls: got "guest.ssh.banner"; a control id is used once; give the additional control an id of its own',
    ]);
  });
});

test('guest controls apply to Linux alone', () => {
  const { controls } = planOf(testVm({}, { operatingSystem: 'windows' }));
  expect(controls.every((row) => row.control.scope === 'machine')).toBe(true);
});

test('the same VM has the same plan', () => {
  expect(JSON.stringify(planOf(testVm()))).toBe(JSON.stringify(planOf(testVm())));
});
