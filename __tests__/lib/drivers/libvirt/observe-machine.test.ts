import { observeMachine } from '../../../../lib/drivers/libvirt/observe-machine';
import { allControls } from '../../../../lib/hardening/registry';
import { fixture } from './fixture';

// What `virsh dumpxml` said of a running VM with two interfaces.
const live = fixture('live-domain.xml');
const machineControls = allControls.filter(
  (control) => control.scope === 'machine' && control.appliesTo.includes('libvirt'),
);

/** The controls that are not met, with what was found instead. */
function unmet(xml: string): Record<string, string | undefined> {
  const observed = observeMachine(xml, machineControls);
  return Object.fromEntries(
    machineControls.flatMap((control) =>
      control.scope === 'machine' && observed.get(control.id) !== control.value
        ? [[control.id, observed.get(control.id)]]
        : [],
    ),
  );
}

function changed(pattern: string | RegExp, replacement: string): string {
  const xml = live.replace(pattern, replacement);
  expect(xml).not.toBe(live);
  return xml;
}

const filter = /<filterref[\s\S]*?<\/filterref>/;
const secondInterface =
  /<interface type='network'>\s*<mac address='52:97:79:79:26:95'[\s\S]*?<\/interface>/;
const filterPath = 'devices/interface/filterref/@filter';

describe('a live domain', () => {
  test('that is hardened meets all machine controls', () => {
    expect(unmet(live)).toEqual({});
  });

  test('is observed for machine controls only', () => {
    const observed = observeMachine(live, allControls);
    expect([...observed.keys()].filter((id) => !id.startsWith('machine.'))).toEqual([]);
    expect(machineControls.filter(({ id }) => !observed.has(id))).toEqual([]);
  });

  test.each([
    ['one of two interfaces has no filter', filter, '', `${filterPath} is absent, clean-traffic`],
    [
      'an interface has another filter',
      "filter='clean-traffic'",
      "filter='allow-arp'",
      `${filterPath} is allow-arp, clean-traffic`,
    ],
  ])('fails when %s', (_title, pattern, replacement, found) => {
    expect(unmet(changed(pattern, replacement))).toEqual({
      'machine.network.anti-spoofing': found,
    });
  });

  test('fails when its only interface has no filter', () => {
    const one = changed(secondInterface, '').replace(filter, '');
    expect(unmet(one)).toEqual({ 'machine.network.anti-spoofing': `${filterPath} is absent` });
  });

  test.each([
    [
      'the TPM is missing',
      'machine.tpm',
      /<tpm[\s\S]*<\/tpm>/,
      '',
      'devices/tpm/backend/@type is absent; devices/tpm/backend/@version is absent',
    ],
    [
      'the TPM is of version 1.2',
      'machine.tpm',
      "version='2.0'",
      "version='1.2'",
      'devices/tpm/backend/@version is 1.2',
    ],
    [
      'the machine is of another chipset',
      'machine.chipset.q35',
      'pc-q35-7.2',
      'pc-i440fx-7.2',
      'os/type/@machine is pc-i440fx-7.2',
    ],
    [
      'the console is open',
      'machine.console.closed',
      '<memballoon',
      "<graphics type='vnc' port='5900'/><memballoon",
      'devices/graphics is present',
    ],
    [
      'a device of the host is passed through',
      'machine.devices.no-passthrough',
      '<memballoon',
      "<hostdev mode='subsystem'/><memballoon",
      'devices/hostdev is present',
    ],
    [
      'a disk forgets what is written',
      'machine.disk.persistent',
      '<serial>data</serial>',
      '<serial>data</serial><transient/>',
      'devices/disk/transient is absent, present, absent',
    ],
    [
      'memory is taken back',
      'machine.memory.no-balloon',
      "<memballoon model='none'",
      "<memballoon model='virtio'",
      'devices/memballoon/@model is virtio',
    ],
    [
      'the random data is not bounded',
      'machine.entropy.bounded',
      "<rate bytes='1024' period='1000'/>",
      '',
      'devices/rng/rate/@bytes is absent; devices/rng/rate/@period is absent',
    ],
    [
      'CPUs can be added',
      'machine.hot-add.off',
      "<vcpu placement='static'>",
      "<vcpu placement='static' current='1'>",
      'vcpu/@current is 1',
    ],
    [
      'SMM is off',
      'machine.smm',
      "<smm state='on'/>",
      "<smm state='off'/>",
      'features/smm/@state is off',
    ],
  ])('fails when %s', (_title, control, pattern, replacement, found) => {
    const problems = unmet(changed(pattern, replacement));
    expect(problems[control]).toContain(found);
    expect(Object.keys(problems)).toEqual([control]);
  });

  test('fails both controls of the firmware when it is not the one with Secure Boot', () => {
    const problems = unmet(changed("secure='yes'", "secure='no'"));
    expect(Object.keys(problems)).toEqual(['machine.firmware.secure-boot']);
    expect(Object.keys(unmet(changed(/<loader.*<\/loader>/, '')))).toEqual([
      'machine.firmware.secure-boot',
      'machine.firmware.uefi',
    ]);
  });
});
