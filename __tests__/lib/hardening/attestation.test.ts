import {
  attest,
  isMet,
  passes,
  summary,
  wasAsked,
  type AttestationInput,
} from '../../../lib/hardening/attestation';
import { expectedControls, type ExpectationInput } from '../../../lib/hardening/expectation';
import type { HypervisorName } from '../../../lib/hardening/control';
import { machineSettings, vmxKeys } from '../../../lib/hardening/machine-settings';
import { hardeningPlan } from '../../../lib/hardening/plan';
import { ownControl, planOf, testVm, today, waiver } from './fixture';

const own = 'guest.own.control';

type Given = Partial<AttestationInput> & Pick<ExpectationInput, 'inherited'>;

function attested({ inherited, ...input }: Given, waivers = [] as ReturnType<typeof waiver>[]) {
  const vm = testVm({ waivers });
  const plan = planOf(vm, { additional: [ownControl()] });
  const controls = expectedControls({ vm, plan, ...(inherited && { inherited }) });
  return attest({ vm: vm.name, controls, ...input });
}

function row(input: Given, waivers: ReturnType<typeof waiver>[] = []) {
  return attested(input, waivers).find(({ control }) => control === own)!;
}

const observed = (text: string) => new Map([[own, text]]);
const reason = new Map([[own, 'why']]);

test.each([
  ['set', { guest: observed(' fine\n') }, true],
  ['declared', { guest: observed('bad') }, false],
  ['declared', {}, false],
  ['declared', { machine: observed('fine') }, false],
  ['inherited', { inherited: reason }, true],
  ['set', { inherited: reason, guest: observed('fine') }, true],
  ['declared', { inherited: reason, guest: observed('bad') }, false],
  ['unsupported', { unsupported: reason }, false],
  ['unsupported', { unsupported: reason, guest: observed('fine') }, false],
  ['unsupported', { unsupported: reason, inherited: reason }, false],
] as const)('a control is %s with %o', (state, input, pass) => {
  const found = row(input);
  expect(found.state).toBe(state);
  expect(passes(found)).toBe(pass);
});

test('a waiver stands, whatever is observed', () => {
  const found = row({ guest: observed('fine'), unsupported: reason }, [waiver(own)]);
  expect(found).toMatchObject({ state: 'waived', reason: 'a test', expires: '2026-12-31' });
  expect(passes(found)).toBe(false);
});

test('a row says what was expected, observed and who asks for it', () => {
  expect(row({ guest: observed('bad\n') })).toEqual({
    vm: 'web-1',
    control: own,
    title: 'a control of the user',
    sources: ['a house rule'],
    scope: 'guest',
    expected: 'fine',
    observed: 'bad',
    state: 'declared',
  });
});

test('the summary counts what passes, and lists what is open', () => {
  const unsupported = new Map([['guest.kernel.aslr', 'no channel']]);
  const inherited = new Map([['guest.kernel.perf', 'debian-12']]);
  const waived = [waiver('guest.ssh.banner')];
  const rows = attested({ guest: observed('fine'), unsupported, inherited }, waived);
  const counted = summary(rows);
  expect(counted).toMatchObject({
    total: rows.length,
    passed: 2,
    byState: { set: 1, inherited: 1, waived: 1, unsupported: 1, declared: rows.length - 4 },
  });
  expect(counted.open).toHaveLength(rows.length - 3);
  expect(counted.open.map(({ control }) => control)).toContain('guest.kernel.aslr');
});

test('the summary of nothing passes nothing', () => {
  expect(summary([])).toMatchObject({ total: 0, passed: 0, open: [] });
});

test.each([
  ['met', { guest: observed('fine') }, true, true],
  ['not met', { guest: observed('bad') }, false, true],
  ['not asked', {}, false, false],
  ['met by its template', { inherited: reason }, true, true],
  ['impossible', { unsupported: reason }, false, true],
] as const)('%s is told apart from the others', (_name, input, met, asked) => {
  const found = row(input);
  expect([isMet(found), wasAsked(found)]).toEqual([met, asked]);
});

test('what is expected by a value of Terraform is neither met nor not met', () => {
  const vm = testVm();
  const plan = planOf(vm, { additional: [ownControl()] });
  const controls = expectedControls({ vm, plan })
    .filter(({ id }) => id === own)
    .map((control) => ({ ...control, unknown: true }));
  const [found] = attest({ vm: vm.name, controls, guest: observed('fine') });
  expect(found).toMatchObject({
    state: 'declared',
    reason: 'what is expected is known to Terraform alone',
  });
  expect(wasAsked(found!)).toBe(false);
});

describe('machine settings', () => {
  const settings = (hypervisor: HypervisorName, waivers: ReturnType<typeof waiver>[] = []) => {
    const vm = testVm({ waivers });
    const { plan } = hardeningPlan(vm, hypervisor, { path: 'lab/web-1', today });
    return machineSettings(plan, hypervisor);
  };

  test('are the VMX keys of the VMware guides', () => {
    expect(vmxKeys(settings('vsphere'))).toEqual({
      'RemoteDisplay.maxConnections': '1',
      'isolation.device.connectable.disable': 'TRUE',
      'isolation.tools.copy.disable': 'TRUE',
      'isolation.tools.diskShrink.disable': 'TRUE',
      'isolation.tools.diskWiper.disable': 'TRUE',
      'isolation.tools.dnd.disable': 'TRUE',
      'isolation.tools.paste.disable': 'TRUE',
      'log.keepOld': '10',
      'log.rotateSize': '2048000',
      'mks.enable3d': 'FALSE',
      'tools.guest.desktop.autolock': 'TRUE',
      'tools.guestlib.enableHostInfo': 'FALSE',
      'tools.setInfo.sizeLimit': '1048576',
    });
  });

  test('go with the control that is waived', () => {
    expect(settings('proxmox')).toHaveProperty('balloon', 0);
    expect(settings('proxmox', [waiver('machine.memory.no-balloon')])).not.toHaveProperty(
      'balloon',
    );
  });
});
