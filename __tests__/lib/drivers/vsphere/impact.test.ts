import { VirtualMachine } from '@cdktf/provider-vsphere/lib/virtual-machine';
import { App, TerraformStack } from 'cdktf';
import { vsphereImpact } from '../../../../lib/drivers/vsphere/impact';
import { impactOf } from '../../../../lib/review/impact';
import { attributePaths } from '../attribute-paths';
import { endOf, updateOf, withoutLine } from '../impact-cases';
import { providerSchema } from './schema';
import type { BlockExtract } from '../../../../scripts/schema-extract-types';

const type = 'vsphere_virtual_machine';
const system = { label: 'disk0', size: 20, keep_on_remove: false, unit_number: 0 };
const data = { label: 'data', size: 10, keep_on_remove: true, attach: false, unit_number: 3 };
const log = { label: 'log', size: 5, keep_on_remove: true, attach: false, unit_number: 9 };
const lost = { ...data, keep_on_remove: false };
const nic = {
  network_id: 'a',
  adapter_type: 'vmxnet3',
  mac_address: '52:54:00:00:00:01',
  key: 4000,
};
const second = { ...nic, mac_address: '52:54:00:00:00:02', key: 4001 };
const tools = { vmware_tools_status: 'guestToolsRunning' };

describe('an update of a machine', () => {
  test.each([
    [
      'CPUs added, hot-add on',
      { num_cpus: 2, cpu_hot_add_enabled: true },
      { num_cpus: 4, cpu_hot_add_enabled: true },
      'hot',
    ],
    [
      'CPUs added, hot-add off',
      { num_cpus: 2, cpu_hot_add_enabled: false },
      { num_cpus: 4, cpu_hot_add_enabled: false },
      'reboot',
    ],
    [
      'CPUs added, hot-add only from now on',
      { num_cpus: 2, cpu_hot_add_enabled: false },
      { num_cpus: 4, cpu_hot_add_enabled: true },
      'reboot',
    ],
    [
      'CPUs removed, hot-add on',
      { num_cpus: 4, cpu_hot_add_enabled: true },
      { num_cpus: 2, cpu_hot_add_enabled: true },
      'reboot',
    ],
    [
      'CPUs removed, hot-remove on',
      { num_cpus: 4, cpu_hot_remove_enabled: true },
      { num_cpus: 2, cpu_hot_remove_enabled: true },
      'hot',
    ],
    [
      'CPUs added with another topology',
      { num_cpus: 2, num_cores_per_socket: 1, cpu_hot_add_enabled: true },
      { num_cpus: 4, num_cores_per_socket: 2, cpu_hot_add_enabled: true },
      'reboot',
    ],
    [
      'memory added, hot-add on',
      { memory: 1024, memory_hot_add_enabled: true },
      { memory: 2048, memory_hot_add_enabled: true },
      'hot',
    ],
    [
      'memory added, hot-add off',
      { memory: 1024, memory_hot_add_enabled: false },
      { memory: 2048, memory_hot_add_enabled: false },
      'reboot',
    ],
    [
      'memory removed, hot-add on',
      { memory: 2048, memory_hot_add_enabled: true },
      { memory: 1024, memory_hot_add_enabled: true },
      'reboot',
    ],
    [
      'a VMX key',
      { extra_config: { 'guestinfo.userdata': 'a' }, extra_config_reboot_required: true },
      { extra_config: { 'guestinfo.userdata': 'b' }, extra_config_reboot_required: true },
      'reboot',
    ],
    [
      'a VMX key, with a provider that always restarts',
      { extra_config: { a: '1' } },
      { extra_config: { a: '1', b: '2' } },
      'reboot',
    ],
    [
      'a VMX key, without a restart',
      { extra_config: { a: '1' }, extra_config_reboot_required: false },
      { extra_config: {}, extra_config_reboot_required: false },
      'hot',
    ],
    [
      'name, notes and tags',
      { name: 'a', annotation: 'x', folder: 'f', tags: ['1'], custom_attributes: { '7': 'x' } },
      { name: 'b', annotation: '', folder: 'g', tags: ['2', '3'], custom_attributes: null },
      'none',
    ],
    ['another pool', { resource_pool_id: 'a' }, { resource_pool_id: 'b' }, 'hot'],
    [
      'another host and datastore',
      { host_system_id: 'a', datastore_id: 'a' },
      { host_system_id: 'b', datastore_id: 'b' },
      'hot',
    ],
    [
      'shares and limits',
      { cpu_share_level: 'low', memory_limit: -1 },
      { cpu_share_level: 'high', memory_limit: 512 },
      'hot',
    ],
    ['newer virtual hardware', { hardware_version: 17 }, { hardware_version: 21 }, 'reboot'],
    ['older virtual hardware', { hardware_version: 21 }, { hardware_version: 17 }, 'data-loss'],
    ['firmware', { firmware: 'bios' }, { firmware: 'efi' }, 'reboot'],
    ['a TPM that comes', { vtpm: [] }, { vtpm: [{ version: '2.0' }] }, 'reboot'],
    ['a TPM that goes', { vtpm: [{ version: '2.0' }] }, { vtpm: [] }, 'data-loss'],
    ['a boot delay', { boot_delay: 0 }, { boot_delay: 100 }, 'none'],
    [
      'latency sensitivity',
      { latency_sensitivity: 'normal' },
      { latency_sensitivity: 'high' },
      'power-cycle',
    ],
    ['what no line knows', { invented: 1 }, { invented: 2 }, 'data-loss'],
  ])('%s', (_title, before, after, expected) => {
    expect(updateOf(vsphereImpact, type, before, after)).toBe(expected);
  });

  test.each([
    ['grows', [system, data], [system, { ...data, size: 20 }], 'hot'],
    ['shrinks', [system, data], [system, { ...data, size: 5 }], 'data-loss'],
    ['comes', [system], [system, { ...data, storage_policy_id: 'gold' }], 'hot'],
    ['comes on IDE', [system], [system, { ...data, controller_type: 'ide' }], 'power-cycle'],
    ['goes and is kept', [system, data], [system], 'power-cycle'],
    ['goes and was attached', [system, { ...lost, attach: true }], [system], 'power-cycle'],
    ['goes and is lost', [system, lost], [system], 'data-loss'],
    ['goes and is lost beside one that is kept', [system, lost, log], [system, log], 'data-loss'],
    [
      'goes and is kept beside one that would be lost',
      [system, lost, log],
      [system, lost],
      'power-cycle',
    ],
    ['is kept only from now on', [system, lost], [system, data], 'none'],
    ['changes its place in the list', [system, data, log], [system, log, data], 'none'],
    ['is called otherwise', [system, lost], [system, { ...lost, label: 'other' }], 'data-loss'],
    [
      'moves to another datastore',
      [system, { ...data, datastore_id: 'a' }],
      [system, { ...data, datastore_id: 'b' }],
      'hot',
    ],
    [
      'gets a storage policy',
      [system, data],
      [system, { ...data, storage_policy_id: 'gold' }],
      'hot',
    ],
    [
      'gets a sharing mode',
      [system, data],
      [system, { ...data, disk_sharing: 'sharingMultiWriter' }],
      'reboot',
    ],
    ['gets another unit', [system, data], [system, { ...data, unit_number: 4 }], 'reboot'],
    [
      'gets another format',
      [system, { ...data, thin_provisioned: true }],
      [system, { ...data, thin_provisioned: false }],
      'data-loss',
    ],
  ])('a disk that %s', (_title, before, after, expected) => {
    expect(updateOf(vsphereImpact, type, { disk: before }, { disk: after })).toBe(expected);
  });

  test('a disk that goes stays in the plan under another name', () => {
    const kept = {
      before: { disk: [system, data, log] },
      after: { disk: [system, { ...data, label: '<remove, keep disk>' }, log] },
    };
    expect(impactOf({ type, change: { actions: ['update'], ...kept } }, vsphereImpact)).toEqual({
      impact: 'power-cycle',
      reasons: [
        expect.stringMatching(/^disk\[data\]: .*its file stays/),
        expect.stringMatching(/^disk\[<remove, keep disk>\]: /),
      ],
    });
    const gone = [system, { ...lost, label: '<deleted>' }, log];
    expect(updateOf(vsphereImpact, type, { disk: [system, lost, log] }, { disk: gone })).toBe(
      'data-loss',
    );
  });

  test.each([
    ['comes', tools, [nic], [nic, second], 'hot'],
    ['goes, tools running', tools, [nic, second], [nic], 'hot'],
    [
      'goes, no tools',
      { vmware_tools_status: 'guestToolsNotRunning' },
      [nic, second],
      [nic],
      'reboot',
    ],
    ['goes, of which no tools are known', {}, [nic, second], [nic], 'reboot'],
    ['goes, SR-IOV', tools, [nic, { ...second, adapter_type: 'sriov' }], [nic], 'reboot'],
    // The provider makes the first interface the second one, and removes the second.
    ['goes from the front', tools, [nic, second], [{ ...second, key: 4000 }], 'power-cycle'],
    ['joins another network', tools, [nic], [{ ...nic, network_id: 'b' }], 'hot'],
    ['gets a limit', tools, [nic], [{ ...nic, bandwidth_limit: 100 }], 'hot'],
    [
      'gets another adapter, tools running',
      tools,
      [nic],
      [{ ...nic, adapter_type: 'e1000e' }],
      'hot',
    ],
    ['gets another adapter, no tools', {}, [nic], [{ ...nic, adapter_type: 'e1000e' }], 'reboot'],
    [
      'gets another MAC address',
      tools,
      [nic],
      [{ ...nic, mac_address: '52:54:00:00:00:09' }],
      'power-cycle',
    ],
  ])('an interface that %s', (_title, others, before, after, expected) => {
    const of = (network_interface: unknown): Record<string, unknown> => ({
      ...others,
      network_interface,
    });
    expect(updateOf(vsphereImpact, type, of(before), of(after))).toBe(expected);
  });
});

describe('the end of a machine', () => {
  const clone = [{ template_uuid: '1' }];

  test.each([
    ['all data disks kept, no TPM', { clone, vtpm: [], disk: [system, data, log] }, 'rebuild'],
    ['only a system disk, no TPM', { clone, disk: [system] }, 'rebuild'],
    [
      'one data disk not kept',
      { clone, vtpm: [], disk: [system, data, { ...log, keep_on_remove: false }] },
      'data-loss',
    ],
    ['a TPM', { clone, vtpm: [{ version: '2.0' }], disk: [system, data] }, 'data-loss'],
    ['no template', { clone: [], vtpm: [], disk: [system, data] }, 'data-loss'],
  ])('%s', (_title, values, expected) => {
    expect(endOf(vsphereImpact, type, values, values)).toBe(expected);
    expect(endOf(vsphereImpact, type, values)).toBe(expected);
  });

  test('both sides of a replacement count', () => {
    const kept = { clone, vtpm: [], disk: [system, data] };
    expect(endOf(vsphereImpact, type, kept, { ...kept, vtpm: [{ version: '2.0' }] })).toBe(
      'data-loss',
    );
    expect(endOf(vsphereImpact, type, { ...kept, disk: [system, lost] }, kept)).toBe('data-loss');
  });
});

describe('what is no machine', () => {
  test.each([
    ['vsphere_resource_pool', { cpu_limit: -1 }, { cpu_limit: 500 }, 'hot'],
    ['vsphere_resource_pool', { name: 'a' }, { name: 'b' }, 'none'],
    [
      'vsphere_compute_cluster',
      { drs_automation_level: 'manual' },
      { drs_automation_level: 'fullyAutomated' },
      'hot',
    ],
    ['vsphere_compute_cluster', { ha_enabled: false }, { ha_enabled: true }, 'none'],
    [
      'vsphere_compute_cluster',
      { host_system_ids: ['a', 'b'] },
      { host_system_ids: ['a'] },
      'power-cycle',
    ],
    ['vsphere_compute_cluster', { vsan_enabled: true }, { vsan_enabled: false }, 'data-loss'],
    ['vsphere_compute_cluster_vm_anti_affinity_rule', { enabled: false }, { enabled: true }, 'hot'],
    [
      'vsphere_entity_permissions',
      { permissions: [] },
      { permissions: [{ role_id: '1' }] },
      'none',
    ],
    ['vsphere_tag', { description: 'a' }, { description: 'b' }, 'none'],
  ])('%s is updated', (name, before, after, expected) => {
    expect(updateOf(vsphereImpact, name, before, after)).toBe(expected);
  });

  test('goes without harm, save a cluster', () => {
    expect(endOf(vsphereImpact, 'vsphere_virtual_machine_snapshot', {})).toBe('hot');
    expect(endOf(vsphereImpact, 'vsphere_folder', {})).toBe('none');
    expect(endOf(vsphereImpact, 'vsphere_compute_cluster', {})).toBe('data-loss');
  });
});

describe('the lines for a machine', () => {
  const paths = attributePaths(
    new VirtualMachine(new TerraformStack(new App({ outdir: '/nonexistent' }), 'stack'), 'vm', {
      name: 'vm',
      resourcePoolId: 'pool',
    }),
  );

  test('are for every attribute that the bindings know', () => {
    expect(paths).toEqual(
      expect.arrayContaining(['num_cpus', 'disk[]', 'disk[].size', 'vtpm[].version']),
    );
    expect(withoutLine(vsphereImpact, type, paths)).toEqual([]);
  });

  test('are for every argument that the newest version of the provider knows', () => {
    const machine = providerSchema().resources[type];
    const known = machine === undefined ? [] : argumentPaths(machine);
    expect(known).toEqual(expect.arrayContaining(['num_cores_per_numa_node', 'video_card[]']));
    expect(withoutLine(vsphereImpact, type, known)).toEqual([]);
  });

  test('do not cover what is not there', () => {
    expect(withoutLine(vsphereImpact, type, ['disk[].invented', 'invented'])).toEqual([
      'disk[].invented',
      'invented',
    ]);
  });
});

function argumentPaths(block: BlockExtract, prefix = ''): readonly string[] {
  return [
    ...Object.keys(block.arguments).map((name) => `${prefix}${name}`),
    ...Object.entries(block.blocks).flatMap(([name, inner]) => [
      `${prefix}${name}[]`,
      ...argumentPaths(inner, `${prefix}${name}[].`),
    ]),
  ];
}
