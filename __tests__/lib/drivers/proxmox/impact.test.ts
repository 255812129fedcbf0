import { App, TerraformStack } from 'cdktf';
import { VirtualEnvironmentVm } from '../../../../.gen/providers/proxmox/virtual-environment-vm';
import { proxmoxImpact } from '../../../../lib/drivers/proxmox/impact';
import { impactOf } from '../../../../lib/review/impact';
import { attributePaths } from '../attribute-paths';
import { endOf, updateOf, withoutLine } from '../impact-cases';

const type = 'proxmox_virtual_environment_vm';
const system = {
  interface: 'scsi0',
  datastore_id: 'ceph',
  size: 10,
  path_in_datastore: 'vm-1-disk-0',
};
// The path of a disk that is yet to be made is unknown.
const fresh = { interface: 'virtio3', datastore_id: 'ceph', size: 5 };
const data = { ...fresh, path_in_datastore: 'vm-1-disk-1' };
const log = {
  interface: 'virtio9',
  datastore_id: 'ceph',
  size: 2,
  path_in_datastore: 'vm-1-disk-2',
};
const nic = { bridge: 'vmbr0', mac_address: '52:54:00:00:00:01', model: 'virtio' };
const second = { ...nic, mac_address: '52:54:00:00:00:02' };
const plugged = { hotplug: 'disk,network,memory' };

describe('an update of a machine', () => {
  test.each([
    ['cores', { cpu: [{ cores: 2 }] }, { cpu: [{ cores: 4 }] }, 'reboot'],
    ['CPU weight', { cpu: [{ units: 100 }] }, { cpu: [{ units: 200 }] }, 'reboot'],
    [
      'virtual CPUs, hotplug of CPUs',
      { hotplug: 'cpu', cpu: [{ hotplugged: 1 }] },
      { hotplug: 'cpu', cpu: [{ hotplugged: 2 }] },
      'hot',
    ],
    [
      'virtual CPUs, no hotplug of CPUs',
      { cpu: [{ hotplugged: 1 }] },
      { cpu: [{ hotplugged: 2 }] },
      'reboot',
    ],
    [
      'memory up, hotplug of memory',
      { ...plugged, memory: [{ dedicated: 1024 }] },
      { ...plugged, memory: [{ dedicated: 2048 }] },
      'hot',
    ],
    [
      'memory up, no hotplug of memory',
      { hotplug: 'disk,network', memory: [{ dedicated: 1024 }] },
      { hotplug: 'disk,network', memory: [{ dedicated: 2048 }] },
      'reboot',
    ],
    [
      'memory up, hotplug as it is by default',
      { memory: [{ dedicated: 1024 }] },
      { memory: [{ dedicated: 2048 }] },
      'reboot',
    ],
    [
      'memory down, hotplug of memory',
      { ...plugged, memory: [{ dedicated: 2048 }] },
      { ...plugged, memory: [{ dedicated: 1024 }] },
      'reboot',
    ],
    [
      'memory up, and floating memory down',
      { ...plugged, memory: [{ dedicated: 1024, floating: 1024 }] },
      { ...plugged, memory: [{ dedicated: 2048, floating: 512 }] },
      'reboot',
    ],
    [
      'name, notes and tags',
      { name: 'a', description: 'x', tags: ['a'], protection: true },
      { name: 'b', description: 'y', tags: ['b'], protection: false },
      'none',
    ],
    [
      'what the provider alone reads',
      { reboot_after_update: true, timeout_clone: 1 },
      { reboot_after_update: false, timeout_clone: 2 },
      'none',
    ],
    [
      'a change that waits for a restart by people',
      { reboot_after_update: false, bios: 'seabios' },
      { reboot_after_update: false, bios: 'ovmf' },
      'reboot',
    ],
    [
      'another node, with migrate',
      { node_name: 'a', migrate: true },
      { node_name: 'b', migrate: true },
      'hot',
    ],
    [
      'another node, without',
      { node_name: 'a', migrate: false },
      { node_name: 'b', migrate: false },
      'data-loss',
    ],
    ['a TPM that comes', { tpm_state: [] }, { tpm_state: [{ version: 'v2.0' }] }, 'reboot'],
    [
      'a TPM that moves',
      { tpm_state: [{ datastore_id: 'a' }] },
      { tpm_state: [{ datastore_id: 'b' }] },
      'reboot',
    ],
    ['a TPM that goes', { tpm_state: [{ version: 'v2.0' }] }, { tpm_state: [] }, 'data-loss'],
    [
      'an EFI disk that moves',
      { efi_disk: [{ datastore_id: 'a' }] },
      { efi_disk: [{ datastore_id: 'b' }] },
      'reboot',
    ],
    [
      'an EFI disk with other keys',
      { efi_disk: [{ pre_enrolled_keys: false }] },
      { efi_disk: [{ pre_enrolled_keys: true }] },
      'data-loss',
    ],
    [
      'cloud-init',
      { initialization: [{ dns: [] }] },
      { initialization: [{ dns: [{ domain: 'x' }] }] },
      'reboot',
    ],
    ['started and stopped', { started: true }, { started: false }, 'power-cycle'],
    ['the UUID', { smbios: [{ uuid: 'a' }] }, { smbios: [{ uuid: 'b' }] }, 'reboot'],
    [
      'another medium',
      { cdrom: [{ file_id: 'a', interface: 'ide3' }] },
      { cdrom: [{ file_id: 'b', interface: 'ide3' }] },
      'hot',
    ],
    ['a template', { template: false }, { template: true }, 'data-loss'],
    ['what no line knows', { invented: 1 }, { invented: 2 }, 'data-loss'],
  ])('%s', (_title, before, after, expected) => {
    expect(updateOf(proxmoxImpact, type, before, after)).toBe(expected);
  });

  test.each([
    ['grows', plugged, [system, data], [system, { ...data, size: 6 }], 'hot'],
    [
      'grows, hotplug as it is by default',
      {},
      [system, data],
      [system, { ...data, size: 6 }],
      'hot',
    ],
    [
      'grows, no hotplug of disks',
      { hotplug: 'network' },
      [system, data],
      [system, { ...data, size: 6 }],
      'reboot',
    ],
    ['shrinks', plugged, [system, data], [system, { ...data, size: 4 }], 'data-loss'],
    ['comes', plugged, [system], [system, fresh], 'hot'],
    ['comes on IDE', plugged, [system], [system, { ...fresh, interface: 'ide1' }], 'reboot'],
    ['comes, no hotplug of disks', { hotplug: 'network' }, [system], [system, fresh], 'reboot'],
    ['goes', plugged, [system, data], [system], 'data-loss'],
    ['changes its place in the list', plugged, [system, data, log], [system, log, data], 'none'],
    [
      'changes its interface',
      plugged,
      [system, data],
      [system, { ...data, interface: 'virtio4' }],
      'data-loss',
    ],
    [
      'moves to another storage',
      plugged,
      [system, data],
      [system, { ...data, datastore_id: 'nfs' }],
      'reboot',
    ],
    [
      'is backed up',
      plugged,
      [system, { ...data, backup: false }],
      [system, { ...data, backup: true }],
      'none',
    ],
    [
      'is throttled',
      plugged,
      [system, { ...data, speed: [] }],
      [system, { ...data, speed: [{ read: 10 }] }],
      'hot',
    ],
    [
      'is cached otherwise',
      plugged,
      [system, { ...data, cache: 'none' }],
      [system, { ...data, cache: 'writeback' }],
      'reboot',
    ],
    [
      'uses other I/O',
      plugged,
      [system, { ...data, aio: 'io_uring' }],
      [system, { ...data, aio: 'native' }],
      'reboot',
    ],
  ])('a disk that %s', (_title, others, before, after, expected) => {
    expect(
      updateOf(proxmoxImpact, type, { ...others, disk: before }, { ...others, disk: after }),
    ).toBe(expected);
  });

  test('a disk that comes at the place of another one would share its image', () => {
    // As planned by the provider: paths stay at their places, and only the last one is unknown.
    const log2 = { ...log, path_in_datastore: data.path_in_datastore };
    const comes = { interface: 'virtio12', datastore_id: 'ceph', size: 1 };
    const at = (disk: Record<string, unknown>, path: string): unknown => ({
      ...disk,
      path_in_datastore: path,
    });
    const before = { ...plugged, disk: [system, data, log] };
    const update = (disk: readonly unknown[]): string =>
      updateOf(proxmoxImpact, type, before, { ...plugged, disk });
    expect(update([system, data, log, comes])).toBe('hot');
    expect(
      update([
        system,
        at(comes, data.path_in_datastore),
        at(data, log.path_in_datastore),
        { ...log, path_in_datastore: undefined },
      ]),
    ).toBe('data-loss');
    expect(update([system, log2, at(comes, log.path_in_datastore)])).toBe('data-loss');
    const classified = impactOf(
      {
        type,
        change: {
          actions: ['update'],
          before,
          after: { ...plugged, disk: [system, data, log, at(comes, 'vm-1-disk-9')] },
        },
      },
      proxmoxImpact,
    );
    expect(classified.reasons).toEqual([
      expect.stringMatching(/^disk\[virtio12\]: .*of another disk/),
    ]);
  });

  test('a disk that goes from the middle is no change of the one after it', () => {
    // Terraform keeps what the provider computes at its place in the list: the path is that of the one which goes.
    const after = {
      ...plugged,
      disk: [system, { ...log, path_in_datastore: data.path_in_datastore }],
    };
    const change = {
      actions: ['update'],
      before: { ...plugged, disk: [system, data, log] },
      after,
    };
    expect(impactOf({ type, change }, proxmoxImpact)).toEqual({
      impact: 'data-loss',
      reasons: [
        expect.stringMatching(/^disk\[virtio3\]: .*unused disk/),
        expect.stringMatching(/^disk\[virtio9\]\.path_in_datastore: .*never sent/),
      ],
    });
  });

  test.each([
    ['comes', plugged, [nic], [nic, second], 'hot'],
    ['goes', plugged, [nic, second], [nic], 'hot'],
    ['goes, hotplug as it is by default', {}, [nic, second], [nic], 'hot'],
    ['comes, no hotplug of interfaces', { hotplug: 'disk' }, [nic], [nic, second], 'reboot'],
    [
      'joins another VLAN, no hotplug of interfaces',
      { hotplug: 'disk' },
      [nic],
      [{ ...nic, vlan_id: 7 }],
      'hot',
    ],
    ['gets another MAC address', plugged, [nic], [second], 'hot'],
    [
      'gets another MAC address, no hotplug of interfaces',
      { hotplug: 'disk' },
      [nic],
      [second],
      'reboot',
    ],
  ])('an interface that %s', (_title, others, before, after, expected) => {
    const of = (network_device: unknown): Record<string, unknown> => ({
      ...others,
      network_device,
    });
    expect(updateOf(proxmoxImpact, type, of(before), of(after))).toBe(expected);
  });
});

describe('the end of a machine', () => {
  const clone = [{ vm_id: 9000 }];

  test.each([
    ['only the disk of its template, no TPM', { clone, disk: [system], tpm_state: [] }, 'rebuild'],
    ['a data disk', { clone, disk: [system, data], tpm_state: [] }, 'data-loss'],
    ['a TPM', { clone, disk: [system], tpm_state: [{ version: 'v2.0' }] }, 'data-loss'],
    ['no template', { clone: [], disk: [system], tpm_state: [] }, 'data-loss'],
  ])('%s', (_title, values, expected) => {
    expect(endOf(proxmoxImpact, type, values, values)).toBe(expected);
    expect(endOf(proxmoxImpact, type, values)).toBe(expected);
  });

  test('both sides of a replacement count', () => {
    const alone = { clone, disk: [system], tpm_state: [] };
    expect(endOf(proxmoxImpact, type, { ...alone, disk: [system, data] }, alone)).toBe('data-loss');
    expect(endOf(proxmoxImpact, type, alone, { ...alone, tpm_state: [{}] })).toBe('data-loss');
  });
});

describe('what is no machine', () => {
  test.each([
    [
      'proxmox_virtual_environment_firewall_rules',
      { rule: [{ dport: '22' }] },
      { rule: [] },
      'hot',
    ],
    [
      'proxmox_virtual_environment_firewall_options',
      { input_policy: 'ACCEPT' },
      { input_policy: 'DROP' },
      'hot',
    ],
    ['proxmox_backup_job', { schedule: 'a' }, { schedule: 'b' }, 'none'],
    ['proxmox_haresource', { max_relocate: 1 }, { max_relocate: 0 }, 'none'],
    ['proxmox_haresource', { state: 'started' }, { state: 'stopped' }, 'power-cycle'],
    ['proxmox_harule', { comment: 'a' }, { comment: 'b' }, 'none'],
    ['proxmox_harule', { resources: ['vm:1'] }, { resources: ['vm:1', 'vm:2'] }, 'hot'],
    ['proxmox_acl', { propagate: true }, { propagate: false }, 'none'],
    ['proxmox_virtual_environment_pool', { comment: 'a' }, { comment: 'b' }, 'none'],
  ])('%s is updated', (name, before, after, expected) => {
    expect(updateOf(proxmoxImpact, name, before, after)).toBe(expected);
  });

  test.each([
    ['proxmox_backup_job', {}, 'none'],
    ['proxmox_haresource', { state: 'started' }, 'none'],
    ['proxmox_replication', {}, 'none'],
    ['proxmox_virtual_environment_firewall_options', {}, 'hot'],
    ['proxmox_virtual_environment_file', { content_type: 'snippets' }, 'power-cycle'],
    ['proxmox_virtual_environment_file', { content_type: 'import' }, 'none'],
  ])('%s %j is removed', (name, before, expected) => {
    expect(endOf(proxmoxImpact, name, before)).toBe(expected);
  });

  test('a snippet that is written anew is read at the next start', () => {
    const snippet = { content_type: 'snippets' };
    const image = { content_type: 'import' };
    expect(endOf(proxmoxImpact, 'proxmox_virtual_environment_file', snippet, snippet)).toBe(
      'reboot',
    );
    expect(endOf(proxmoxImpact, 'proxmox_virtual_environment_file', image, image)).toBe('none');
  });
});

describe('the lines for a machine', () => {
  const paths = attributePaths(
    new VirtualEnvironmentVm(
      new TerraformStack(new App({ outdir: '/nonexistent' }), 'stack'),
      'vm',
      {
        nodeName: 'pve1',
      },
    ),
  );

  test('are for every attribute that the bindings know', () => {
    expect(paths).toEqual(
      expect.arrayContaining([
        'machine',
        'disk[]',
        'disk[].import_from',
        'initialization[].dns[].servers',
      ]),
    );
    expect(withoutLine(proxmoxImpact, type, paths)).toEqual([]);
  });

  test('do not cover what is not there', () => {
    expect(withoutLine(proxmoxImpact, type, ['disk[].invented', 'invented'])).toEqual([
      'disk[].invented',
      'invented',
    ]);
  });
});
