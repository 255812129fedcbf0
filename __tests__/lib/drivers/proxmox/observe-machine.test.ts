import { observeMachine, type LiveMachine } from '../../../../lib/drivers/proxmox/observe-machine';
import { proxmoxMachineControls } from '../../../../lib/drivers/proxmox/driver';
import { allControls } from '../../../../lib/hardening/registry';

const controls = allControls.filter(({ id }) => proxmoxMachineControls.has(id));
const hardened: Readonly<Record<string, unknown>> = {
  bios: 'ovmf',
  balloon: 0,
  cpu: 'cputype=x86-64-v2-AES',
  efidisk0: 'ceph-vms:vm-100-disk-0,efitype=4m,pre-enrolled-keys=1,size=528K',
  hotplug: 'network,disk',
  machine: 'pc-q35-9.0',
  net0: 'virtio=52:54:00:00:00:01,bridge=vmbr0,firewall=1',
  net1: 'virtio=52:54:00:00:00:02,bridge=vmbr0,firewall=1,tag=20',
  scsi0: 'ceph-vms:vm-100-disk-1,iothread=1,size=4G',
  tablet: 0,
  tpmstate0: 'ceph-vms:vm-100-disk-2,size=4M,version=v2.0',
  vga: 'type=std',
};
const live: LiveMachine = {
  config: hardened,
  firewallOptions: {
    enable: 1,
    policy_in: 'DROP',
    log_level_in: 'info',
    macfilter: 1,
    ipfilter: 1,
  },
  clusterFirewallOptions: { enable: 1 },
};

const observed = (changes: Partial<LiveMachine>, control: string): string | undefined =>
  observeMachine({ ...live, ...changes }, controls).get(control);
const withConfig = (changes: Record<string, unknown>): Partial<LiveMachine> => ({
  config: Object.fromEntries(
    Object.entries({ ...hardened, ...changes }).filter(([, value]) => value !== undefined),
  ),
});

describe('a live machine', () => {
  test('that is hardened meets every control, in the words of the control', () => {
    const values = controls.map((control) => (control.scope === 'machine' ? control.value : ''));
    expect([...observeMachine(live, controls).values()]).toEqual(values);
    expect(values).toHaveLength(13);
  });

  test.each([
    ['machine.chipset.q35', { machine: 'pc-i440fx-9.0' }, 'machine is pc-i440fx-9.0'],
    ['machine.chipset.q35', { machine: undefined }, 'machine is absent'],
    ['machine.firmware.uefi', { bios: 'seabios' }, 'bios is seabios'],
    [
      'machine.firmware.secure-boot',
      { efidisk0: 'ceph-vms:vm-100-disk-0,efitype=4m' },
      'efidisk0.pre-enrolled-keys is absent',
    ],
    ['machine.tpm', { tpmstate0: undefined }, 'tpmstate0.version is absent'],
    ['machine.cpu.model', { cpu: 'kvm64,flags=+aes' }, 'cpu is kvm64'],
    ['machine.hot-add.off', { hotplug: 'disk,network,usb,cpu' }, 'hotplug is disk,network,usb,cpu'],
    ['machine.hot-add.off', { hotplug: undefined }, 'hotplug is absent'],
    ['machine.memory.no-balloon', { balloon: 512 }, 'balloon is 512'],
    ['machine.memory.no-balloon', { balloon: undefined }, 'balloon is absent'],
    ['machine.console.clipboard', { vga: 'type=std,clipboard=vnc' }, 'vga.clipboard is vnc'],
    [
      'machine.devices.minimal',
      { audio0: 'device=ich9-intel-hda' },
      'audio0 is device=ich9-intel-hda',
    ],
    ['machine.devices.no-passthrough', { hostpci0: 'mapping=gpu' }, 'hostpci[n] is mapping=gpu'],
    ['machine.devices.no-passthrough', { usb3: 'host=1234:5678' }, 'usb[n] is host=1234:5678'],
    [
      'machine.disk.persistent',
      { virtio10: 'x:vm-100-disk-3,snapshot=1' },
      'disk.snapshot is absent, 1',
    ],
    [
      'machine.network.firewall',
      { net1: 'virtio=52:54:00:00:00:02,bridge=vmbr0' },
      'net[n].firewall is 1, absent',
    ],
  ])('fails against %s with %j', (control, changes, found) => {
    expect(observed(withConfig(changes), control)).toBe(found);
  });

  test.each(['host', 'x86-64-v3', 'EPYC-Milan', 'x86-64-v2-AES,flags=+pcid'])(
    '%s is current',
    (cpu) => {
      expect(observed(withConfig({ cpu }), 'machine.cpu.model')).toBe('x86-64-v2-AES or newer');
    },
  );

  test('fails against the controls of the firewall whose options are missing', () => {
    expect(observed({ firewallOptions: {} }, 'machine.network.firewall')).toBe(
      'firewall.options.enable is absent; firewall.options.policy_in is absent; firewall.options.log_level_in is absent',
    );
    expect(
      observed(
        { firewallOptions: { ...live.firewallOptions, macfilter: 0 } },
        'machine.network.anti-spoofing',
      ),
    ).toBe('firewall.options.macfilter is 0');
  });

  test('has no firewall where the datacentre has none', () => {
    expect(observed({ clusterFirewallOptions: {} }, 'machine.network.firewall')).toBe(
      'the firewall of the datacentre is off',
    );
  });

  test('without interfaces has nothing to filter', () => {
    const { net0, net1, ...config } = hardened;
    expect([net0, net1]).toHaveLength(2);
    expect(observed({ config }, 'machine.network.firewall')).toBe('on');
  });
});
