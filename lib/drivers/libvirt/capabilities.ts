import type { CapabilityTable } from '../../model/capabilities';

const native = { support: 'native' } as const;

/** What dmacvicar/libvirt 0.8.3 can do. Sources: its documentation and its code at v0.8.3. */
export const libvirtCapabilities: CapabilityTable = Object.freeze({
  'clone.linked': native,
  'clone.full': native,
  'clone.full.resize': {
    support: 'unsupported',
    alternative:
      "a linked clone (cloneType 'linked'), whose system disk may be larger than the template",
  },
  'disk.grow': {
    support: 'unsupported',
    alternative:
      'a further data disk; the provider replaces a volume whose size changes, which would erase it',
  },
  'disk.data': native,
  'firmware.bios': native,
  'firmware.secure-boot': native,
  'firmware.vtpm': native,
  'guest.linux': native,
  'guest.windows': {
    support: 'unsupported',
    alternative: 'vSphere, whose customization can join Windows guests',
  },
  'hot-add.cpu': {
    support: 'unsupported',
    alternative:
      'a changed cpuCount, which power-cycles the VM and keeps its disks, UUID, MACs and TPM',
  },
  'hot-add.memory': {
    support: 'unsupported',
    alternative:
      'a changed memory, which power-cycles the VM and keeps its disks, UUID, MACs and TPM',
  },
  'memory.ballooning': {
    support: 'unsupported',
    alternative: 'a fixed memory (leave minimumMemory out)',
  },
  'network.create': native,
  'network.existing': native,
  'network.bandwidth': native,
  'network.vlan': {
    support: 'unsupported',
    alternative: 'a bridge of the host that carries the VLAN: Network.fromBridge',
  },
  'network.anti-spoofing': native,
  'network.anti-spoofing.ipv6': {
    support: 'unsupported',
    alternative:
      'IPv4 only, or a waiver of the anti-spoofing control: the clean-traffic filter drops IPv6',
  },
  'power.stopped': {
    support: 'unsupported',
    alternative: 'virsh shutdown: the provider ignores running = false on a running machine',
  },
  'template.image': native,
  'template.existing': native,
  tags: {
    support: 'approximated',
    how: 'kept in the inventory output of the stack; any attribute of the domain that could hold them would replace it',
  },
});
