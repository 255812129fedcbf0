import { Aspects, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { HardenedVm } from '../../../../lib';
import { Domain } from '../../../../.gen/providers/libvirt/domain';
import {
  addVm,
  cleanUp,
  filesOf,
  lab,
  synthesized,
  textsOf,
  type Lab,
  type VmChanges,
} from '../../constructs/support';
import { waiverOf } from './fixture';

cleanUp();

const problem = (argument: string, control: string): string =>
  `[VML040] lab/Web.Resource.${argument}: got an override or an Aspect that undoes it; ` +
  `the final arguments must meet the control ${control}; ` +
  'remove the override, or waive the control with a reason and an expiry date';

function made(changes: VmChanges = {}): Lab & { readonly vm: HardenedVm } {
  const all = lab();
  return { ...all, vm: addVm(all.stack, all.template, changes) };
}

/** Applies overrides, such as a user's escape hatch does. */
function overridden(overrides: Record<string, unknown>, changes: VmChanges = {}): string[] {
  const { app, stack, vm } = made(changes);
  for (const [path, value] of Object.entries(overrides)) {
    vm.resources.machine.addOverride(path, value);
  }
  return textsOf(() => synthesized(app, stack));
}

const waived = (...controls: string[]): VmChanges => ({
  props: { waivers: controls.map(waiverOf) },
});

// The waivers of Secure Boot and of the TPM are followed by the VM itself: it is then made without.
const cases: readonly (readonly [
  control: string,
  argument: string,
  overrides: Record<string, unknown>,
])[] = [
  ['machine.chipset.q35', 'machine', { machine: 'pc' }],
  ['machine.firmware.uefi', 'firmware', { firmware: '/usr/share/OVMF/OVMF_CODE_4M.fd' }],
  ['machine.firmware.uefi', 'firmware', { firmware: undefined }],
  ['machine.console.closed', 'graphics', { graphics: [{ type: 'vnc' }] }],
  ['machine.console.closed', 'graphics', { video: [{ type: 'qxl' }] }],
  ['machine.devices.minimal', 'filesystem', { filesystem: [{ source: '/', target: 'host' }] }],
  [
    'machine.network.anti-spoofing',
    'network_interface',
    { 'network_interface.0.mac': '52:54:00:00:00:99' },
  ],
  [
    'machine.network.anti-spoofing',
    'network_interface',
    { network_interface: [{ network_name: 'production' }] },
  ],
];

describe('a VM whose arguments are overridden', () => {
  test.each(cases)('fails against %s in %s: %j', (control, argument, overrides) => {
    expect(overridden(overrides)).toEqual([problem(argument, control)]);
  });

  test.each(cases)('passes with a waiver of %s in %s: %j', (control, _argument, overrides) => {
    expect(overridden(overrides, waived(control))).toEqual([]);
  });

  test.each([
    [
      'nvram',
      'machine.firmware.secure-boot',
      { 'nvram.template': '/usr/share/OVMF/OVMF_VARS_4M.fd' },
    ],
    ['nvram', 'machine.firmware.secure-boot', { nvram: undefined }],
    ['xml.xslt', 'machine.firmware.secure-boot', { 'xml.xslt': '<xsl:stylesheet/>' }],
    ['xml.xslt', 'machine.firmware.secure-boot', { xml: undefined }],
    ['tpm', 'machine.tpm', { tpm: undefined }],
    ['tpm', 'machine.tpm', { 'tpm.backend_version': '1.2' }],
    ['tpm', 'machine.tpm', { 'tpm.backend_type': 'passthrough' }],
  ])('fails in %s against %s: %j', (argument, control, overrides) => {
    expect(overridden(overrides)).toEqual([problem(argument, control)]);
  });

  test('fails with another stylesheet while any control of it is not waived', () => {
    const overrides = { 'xml.xslt': '<xsl:stylesheet/>' };
    const controls = [
      'machine.firmware.secure-boot',
      'machine.smm',
      'machine.network.anti-spoofing',
      'machine.console.closed',
      'machine.devices.minimal',
      'machine.entropy.bounded',
      'machine.memory.no-balloon',
    ];
    const results = controls.map((_control, count) =>
      overridden(
        overrides,
        waived(...controls.slice(0, count).filter((id) => id !== 'machine.smm')),
      ),
    );
    // SMM does not concern a VM without Secure Boot.
    const named = controls.map((id) =>
      id === 'machine.smm' ? 'machine.network.anti-spoofing' : id,
    );
    expect(results).toEqual(named.map((control) => [problem('xml.xslt', control)]));
    const all = waived(...controls.filter((id) => id !== 'machine.smm'));
    expect(overridden(overrides, all)).toEqual([]);
  });

  test('fails with all that is undone at once', () => {
    expect(overridden({ machine: 'pc', tpm: undefined })).toEqual([
      problem('machine', 'machine.chipset.q35'),
      problem('tpm', 'machine.tpm'),
    ]);
  });

  test.each([
    ['that no control is about', { arch: 'x86_64' }],
    ['with the same value', { machine: 'q35' }],
    ['to fewer interfaces', { network_interface: undefined }],
    ['to the same MAC address in capitals', { 'network_interface.0.mac': '52:54:00:AB:CD:EF' }],
  ])('passes with an override %s', (_title, overrides) => {
    expect(overridden(overrides, { nic: { macAddress: '52:54:00:ab:cd:ef' } })).toEqual([]);
  });

  test('writes what the override says', () => {
    const { app, stack, vm } = made();
    vm.resources.machine.addOverride('arch', 'aarch64');
    expect(Object.values(synthesized(app, stack).resource.libvirt_domain ?? {})).toMatchObject([
      { arch: 'aarch64' },
    ]);
  });
});

describe('an Aspect', () => {
  const aspect = (change: (domain: Domain) => void): IAspect => ({
    visit: (node: IConstruct) => {
      if (node instanceof Domain) change(node);
    },
  });

  test('that undoes a control is an error that names the control, and nothing is written', () => {
    const { app, stack } = made();
    Aspects.of(stack).add(
      aspect((domain) => {
        domain.machine = 'pc';
      }),
    );
    expect(textsOf(() => synthesized(app, stack))).toEqual([
      problem('machine', 'machine.chipset.q35'),
    ]);
    expect(filesOf(app)).toEqual([]);
  });

  test('that undoes a control stops plain app.synth() as well', () => {
    const { app, stack } = made();
    Aspects.of(stack).add(
      aspect((domain) => {
        domain.addOverride('xml.xslt', '<xsl:stylesheet/>');
      }),
    );
    expect(() => {
      app.synth();
    }).toThrow(problem('xml.xslt', 'machine.firmware.secure-boot'));
    expect(filesOf(app)).toEqual([]);
  });

  test('that undoes nothing passes', () => {
    const { app, stack } = made();
    Aspects.of(stack).add(
      aspect((domain) => {
        domain.addOverride('arch', 'x86_64');
      }),
    );
    expect(textsOf(() => synthesized(app, stack))).toEqual([]);
  });
});
