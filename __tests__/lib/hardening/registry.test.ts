import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attest } from '../../../lib/hardening/attestation';
import { expectedControls } from '../../../lib/hardening/expectation';
import type { Control, GuestConfiguration, HypervisorName } from '../../../lib/hardening/control';
import { guestConfiguration } from '../../../lib/hardening/guest-configuration';
import { machineSettings } from '../../../lib/hardening/machine-settings';
import { observationScript } from '../../../lib/hardening/observation';
import { controlsOf } from '../../../lib/hardening/packs';
import { hardeningPlan, type HardeningPlan } from '../../../lib/hardening/plan';
import { allControls, controlById } from '../../../lib/hardening/registry';
import type { VirtualMachine } from '../../../lib/model/virtual-machine';
import { testVm, today, waiver } from './fixture';

const folder = join(__dirname, '../../../lib/hardening');
const sourceLines = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) =>
    readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .map((line) => ({ file, line })),
  );

/** Two machines, so that every branch of every control is configured: from DHCP, and all declared. */
const machines: VirtualMachine[] = [
  testVm({ hardeningPack: 'strict' }),
  testVm(
    {
      hardeningPack: 'strict',
      networks: [{ ...testVm().networks[0]!, slaac: true }],
    },
    {
      dnsServers: [],
      ntpServers: [],
      ingress: [{ description: 'web', protocol: 'tcp', ports: [443], cidrs: ['::/0'] }],
      egress: [{ description: 'ping', protocol: 'icmp', cidrs: ['0.0.0.0/0'] }],
    },
  ),
];

function planFor(vm: VirtualMachine, control: Control): HardeningPlan {
  const hypervisor: HypervisorName =
    control.scope === 'machine' ? control.appliesTo[0]! : 'libvirt';
  return hardeningPlan(vm, hypervisor, { path: 'lab/web-1', today }).plan;
}

function rowOf(control: Control, vm: VirtualMachine, observed?: string) {
  const map = observed === undefined ? undefined : new Map([[control.id, observed]]);
  const controls = expectedControls({ vm, plan: planFor(vm, control) });
  return attest({ vm: vm.name, controls, guest: map, machine: map }).find(
    (row) => row.control === control.id,
  )!;
}

const cases = allControls.map((control) => [control.id, control] as const);

describe.each(cases)('%s', (id, control) => {
  const vm = machines[0]!;

  test('has an id of scope, topic and name, in a file of that name, on one line alone', () => {
    expect(id).toMatch(/^(guest|machine)(\.[a-z0-9]+(-[a-z0-9]+)*)+$/);
    expect(id.startsWith(`${control.scope}.`)).toBe(true);
    const found = sourceLines.filter(({ line }) => line.includes(`'${id}'`));
    const name = id.slice(id.indexOf('.') + 1).replaceAll('.', '-');
    expect(found.map(({ file }) => file)).toEqual([`controls/${control.scope}/${name}.ts`]);
    const anywhere = new RegExp(`${id.replaceAll('.', '\\.')}(?![a-z-])`);
    expect(sourceLines.filter(({ line }) => anywhere.test(line))).toHaveLength(1);
  });

  test('names its sources and what it ensures', () => {
    expect(control.sources.length).toBeGreaterThan(0);
    expect(control.title).toMatch(/^[^\n]{10,120}[^.]$/);
    expect(control.appliesTo.length).toBeGreaterThan(0);
  });

  test('is in its pack and in every higher one', () => {
    expect(controlsOf('strict')).toContain(control);
    expect(controlsOf('baseline').includes(control)).toBe(control.level === 'baseline');
  });

  test('is set where it is observed as expected', () => {
    const expected = control.scope === 'guest' ? control.expected(vm) : control.value;
    expect(expected.trim()).not.toBe('');
    expect(rowOf(control, vm, `\n ${expected}\n`).state).toBe('set');
  });

  test.each(['', 'something else', 'sh: 1: not found\n(exit status 127)'])(
    'stays declared where %j is observed',
    (observed) => {
      expect(rowOf(control, vm, observed)).toMatchObject({ state: 'declared', observed });
    },
  );

  test('stays declared where nothing was observed', () => {
    const row = rowOf(control, vm);
    expect(row.state).toBe('declared');
    expect(row.observed).toBeUndefined();
  });

  test('is waived with its reason, and leaves nothing behind', () => {
    const waived = testVm({ hardeningPack: 'strict', waivers: [waiver(id)] });
    expect(rowOf(control, waived, 'whatever')).toMatchObject({
      state: 'waived',
      reason: 'a test',
      expires: '2026-12-31',
    });
    const plan = planFor(waived, control);
    expect(observationScript(waived, plan)).not.toContain(`'${id}'`);
    if (control.scope === 'guest') {
      const rest = without(control, guestConfiguration(waived, plan), control.configure(waived));
      expect(rest).toEqual([]);
    } else {
      expect(plan.controls.find((row) => row.control === control)?.state).toBe('waived');
    }
  });
});

/** What is left of a control in a configuration that should not have it. */
function without(
  control: Control,
  merged: ReturnType<typeof guestConfiguration>,
  part: GuestConfiguration,
): string[] {
  const text = merged.files.map((file) => file.content).join('\n');
  const others = machines.flatMap((vm) =>
    controlsOf('strict').flatMap((other) =>
      other.scope === 'guest' && other !== control ? [other.configure(vm)] : [],
    ),
  );
  const shared = (service: string) => others.some((other) => other.services?.includes(service));
  return [
    ...Object.keys(part.sysctl ?? {}).filter((key) => text.includes(`${key} =`)),
    ...Object.keys(part.sshd ?? {}).filter((key) => new RegExp(`^${key} `, 'm').test(text)),
    ...(part.deniedModules ?? []).filter((name) => text.includes(`install ${name} `)),
    ...(part.auditRules ?? []).filter((rule) => text.includes(rule)),
    ...(part.firewall ?? []).filter((table) => text.includes(table.split('\n')[0]!)),
    ...(part.files ?? [])
      .map((file) => file.path)
      .filter((path) => merged.files.some((file) => file.path === path)),
    ...(part.commands ?? []).filter((command) => merged.commands.includes(command)),
    ...(part.services ?? []).filter((unit) => !shared(unit) && merged.services.includes(unit)),
  ];
}

test('controls are sorted, frozen, used once and found by id', () => {
  const ids = allControls.map((control) => control.id);
  expect(ids).toEqual([...new Set(ids)].sort());
  expect(allControls.every((control) => Object.isFrozen(control))).toBe(true);
  expect(Object.isFrozen(allControls)).toBe(true);
  expect(controlById('guest.ssh.root-login')?.title).toBe('root does not log in over SSH');
  expect(controlById('guest.ssh.nothing')).toBeUndefined();
});

test('the ids that drivers and waivers rely on exist', () => {
  const relied = [
    'machine.firmware.uefi',
    'machine.firmware.secure-boot',
    'machine.tpm',
    'machine.chipset.q35',
    'machine.smm',
    'machine.console.closed',
    'machine.devices.minimal',
    'machine.entropy.bounded',
    'machine.memory.no-balloon',
    'machine.network.anti-spoofing',
    'machine.hot-add.off',
    'machine.disk.persistent',
    'guest.log.forwarding',
    'guest.firewall.egress',
  ];
  expect(relied.filter((id) => controlById(id) === undefined)).toEqual([]);
});

test.each(machines.map((vm, index) => [index, vm] as const))(
  'machine %i: all controls merge without conflict, and hold no text that Terraform would evaluate',
  (_, vm) => {
    const plan = planFor(vm, allControls[0]!);
    const merged = guestConfiguration(vm, plan);
    const text = JSON.stringify(merged) + observationScript(vm, plan);
    expect(text).not.toMatch(/[$%]\{/);
    expect(merged.files.every((file) => file.content.endsWith('\n'))).toBe(true);
  },
);

test.each(['vsphere', 'libvirt', 'proxmox'] as const)(
  'the settings of all machine controls for %s merge without conflict',
  (hypervisor) => {
    const vm = machines[0]!;
    const { plan, problems } = hardeningPlan(vm, hypervisor, { path: 'lab/web-1', today });
    expect(problems).toEqual([]);
    expect(Object.keys(machineSettings(plan, hypervisor)).length).toBeGreaterThan(5);
  },
);
