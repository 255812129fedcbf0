import { machines, printedPlan, review, reviewed, type Planned } from './support';

const vmType = 'proxmox_virtual_environment_vm';
const firewallType = 'proxmox_virtual_environment_firewall_options';

describe('by references of the configuration', () => {
  test('a real plan that makes a libvirt machine: its disks and its seed, not the template', () => {
    expect(machines(review(printedPlan('create-libvirt')))).toEqual({
      'libvirt_domain.Drill_E5D12199': 'drill-01',
      'libvirt_network.LabNetwork_25378FBD': undefined,
      'libvirt_pool.Libvirt_StoragePool_B1EF4BA5': undefined,
      'libvirt_volume.Debian12_40EC8ADE': undefined,
      'libvirt_volume.Drill_DataDisk-data_61A4F655': 'drill-01',
      'libvirt_volume.Drill_Seed_32722E65': 'drill-01',
      'libvirt_volume.Drill_SystemDisk_988D0A5E': 'drill-01',
      'terraform_data.Debian12_Generation_BF1C1CF8': undefined,
      'terraform_data.Drill_DataDisk-data_Size_2BF11FF4': undefined,
      'terraform_data.Drill_GuestConfiguration_24F9E7D8': undefined,
      'terraform_data.Drill_SystemDisk_Size_26CFEC0C': undefined,
    });
  });

  test('a real plan with count, for_each, modules, and a module given what another one makes', () => {
    expect(machines(review(printedPlan('modules-proxmox')))).toEqual({
      'module.firewall["blue"].proxmox_virtual_environment_firewall_options.other': 'blue',
      'module.firewall["green"].proxmox_virtual_environment_firewall_options.other': 'green',
      'module.vm["blue"].proxmox_virtual_environment_firewall_rules.this': 'blue',
      'module.vm["blue"].proxmox_virtual_environment_vm.this': 'blue',
      'module.vm["green"].proxmox_virtual_environment_firewall_rules.this': 'green',
      'module.vm["green"].proxmox_virtual_environment_vm.this': 'green',
      'proxmox_haresource.first': 'counted-0',
      'proxmox_virtual_environment_firewall_options.counted[0]': 'counted-0',
      'proxmox_virtual_environment_firewall_options.counted[1]': 'counted-1',
      'proxmox_virtual_environment_pool.shared': undefined,
      'proxmox_virtual_environment_vm.counted[0]': 'counted-0',
      'proxmox_virtual_environment_vm.counted[1]': 'counted-1',
    });
  });

  const create = (address: string, after: object): Planned => ({
    address,
    actions: ['create'],
    after,
  });
  const configured = (resources: readonly object[], more: object = {}): object => ({
    configuration: { root_module: { resources, ...more } },
  });
  const resource = (address: string, expressions: object, more: object = {}): object => {
    const [type, name] = address.split('.');
    return { address, mode: 'managed', type, name, expressions, ...more };
  };

  test('one disk of two machines belongs to none', () => {
    const volume = { references: ['libvirt_volume.shared.id', 'libvirt_volume.shared'] };
    const found = reviewed(
      [
        create('libvirt_domain.a', { name: 'a' }),
        create('libvirt_domain.b', { name: 'b' }),
        create('libvirt_volume.shared', { name: 'shared' }),
      ],
      configured([
        resource('libvirt_domain.a', { disk: [{ volume_id: volume }] }),
        resource('libvirt_domain.b', { disk: [{ volume_id: volume }] }),
        resource('libvirt_volume.shared', {}),
      ]),
    );
    expect(machines(found)['libvirt_volume.shared']).toBeUndefined();
  });

  test('an instance that is named by its key, and each.value of another for_each', () => {
    const named = {
      references: ['libvirt_volume.d["x"].id', 'libvirt_volume.d["x"]', 'libvirt_volume.d'],
    };
    const found = reviewed(
      [
        create('libvirt_domain.one', { name: 'one' }),
        create('libvirt_domain.each["x"]', { name: 'each-x' }),
        create('libvirt_domain.each["y"]', { name: 'each-y' }),
        create('libvirt_volume.d["x"]', {}),
        create('libvirt_volume.d["y"]', {}),
        create('libvirt_volume.e["x"]', {}),
        create('libvirt_volume.e["y"]', {}),
      ],
      configured([
        resource('libvirt_domain.one', { disk: [{ volume_id: named }] }),
        resource(
          'libvirt_domain.each',
          { disk: [{ volume_id: { references: ['each.value.id', 'each.value'] } }] },
          { for_each_expression: { references: ['libvirt_volume.e'] } },
        ),
      ]),
    );
    expect(machines(found)).toMatchObject({
      'libvirt_volume.d["x"]': 'one',
      'libvirt_volume.d["y"]': undefined,
      'libvirt_volume.e["x"]': 'each-x',
      'libvirt_volume.e["y"]': 'each-y',
    });
  });

  test('arguments that lead in a circle lead nowhere', () => {
    const module_calls = {
      a: {
        expressions: { x: { references: ['module.a.out', 'module.a'] } },
        module: {
          outputs: { out: { expression: { references: ['var.x'] } } },
          resources: [resource(`${firewallType}.f`, { vm_id: { references: ['var.x'] } })],
        },
      },
    };
    const address = `module.a.${firewallType}.f`;
    const found = reviewed([create(address, { enabled: true })], configured([], { module_calls }));
    expect(machines(found)).toEqual({ [address]: undefined });
  });
});

describe('by values', () => {
  test('what a real plan removes is found by what it was', () => {
    const found = Object.entries(machines(review(printedPlan('delete-three-hypervisors'))));
    const of = (name: string): readonly string[] =>
      found
        .filter(([, vm]) => vm === name)
        .map(([address]) => address.replace(/_[0-9A-F]{8}$/, ''));
    expect(of('database-01')).toEqual([
      'libvirt_domain.Database',
      'libvirt_volume.Database_DataDisk-data',
      'libvirt_volume.Database_Seed',
      'libvirt_volume.Database_SystemDisk',
    ]);
    expect(of('pdatabase-01')).toEqual([
      'proxmox_haresource.Proxmox_Database_HighAvailability',
      'proxmox_pool_membership.Proxmox_Database_PoolMembership',
      'proxmox_virtual_environment_firewall_ipset.Proxmox_Database_FirewallSources-nic0',
      'proxmox_virtual_environment_firewall_options.Proxmox_Database_Firewall',
      'proxmox_virtual_environment_firewall_rules.Proxmox_Database_FirewallRules',
      'proxmox_virtual_environment_vm.Proxmox_Database',
    ]);
    expect(of('vdatabase-01')).toEqual([
      'vsphere_ha_vm_override.Vsphere_Database_RestartPriority',
      'vsphere_virtual_machine.Vsphere_Database',
    ]);
    // A rule for several machines belongs to none of them.
    expect(found.find(([address]) => address.includes('anti_affinity'))?.[1]).toBeUndefined();
  });

  test('a machine that does not change still has its name', () => {
    const vm = { name: 'db-1', vm_id: 100 };
    const found = reviewed([
      { address: `${vmType}.db`, actions: ['no-op'], before: vm, after: vm },
      {
        address: `${firewallType}.fw`,
        before: { vm_id: 100 },
        after: { vm_id: 100, enabled: true },
      },
      {
        address: 'proxmox_haresource.ha',
        before: { resource_id: 'vm:100' },
        after: { resource_id: 'vm:100', state: 'stopped' },
      },
      // A container has the same number, and is no machine.
      {
        address: 'proxmox_haresource.ct',
        before: { resource_id: 'ct:100' },
        after: { resource_id: 'ct:100', state: 'stopped' },
      },
    ]);
    expect(machines(found)).toEqual({
      [`${firewallType}.fw`]: 'db-1',
      'proxmox_haresource.ct': 'ct:100',
      'proxmox_haresource.ha': 'db-1',
    });
  });

  test('a disk that moves to another machine is where it comes to', () => {
    const vm = (id: number): object => ({ name: `db-${String(id)}`, vm_id: id });
    const found = reviewed([
      ...[1, 2].map((id) => ({
        address: `${vmType}.v${String(id)}`,
        actions: ['no-op'],
        before: vm(id),
        after: vm(id),
      })),
      {
        address: `${firewallType}.fw`,
        actions: ['delete', 'create'],
        before: { vm_id: 1 },
        after: { vm_id: 2 },
      },
    ]);
    expect(machines(found)).toEqual({ [`${firewallType}.fw`]: 'db-2' });
  });

  test('a machine of another stack is called by its identity', () => {
    const found = reviewed([
      { address: `${firewallType}.fw`, before: { vm_id: 7 }, after: { vm_id: 7, enabled: true } },
    ]);
    expect(machines(found)).toEqual({ [`${firewallType}.fw`]: '7' });
  });

  test('a machine without a name is called by its address', () => {
    const found = reviewed([
      {
        address: 'libvirt_domain.a',
        actions: ['create'],
        after: {},
        after_unknown: { name: true },
      },
    ]);
    expect(machines(found)).toEqual({ 'libvirt_domain.a': 'libvirt_domain.a' });
  });
});

describe('by the inventory output', () => {
  const rows = {
    'web-01': { address: 'libvirt_domain.a' },
    other: 'no row',
    broken: { address: 7 },
  };

  test('its address names the machine, also after a move', () => {
    const found = reviewed(
      [
        { address: 'libvirt_domain.a', before: { name: 'x' }, after: { name: 'y' } },
        {
          address: 'libvirt_domain.b',
          previous_address: 'libvirt_domain.a',
          actions: ['no-op'],
          before: { name: 'x' },
          after: { name: 'x' },
        },
        // A machine of a type that no table knows.
        { address: 'xen_domain.c', before: {}, after: { a: 1 } },
      ],
      {
        output_changes: {
          vm_inventory: {
            actions: ['update'],
            before: rows,
            after: { ...rows, xen: { address: 'xen_domain.c' } },
          },
        },
      },
    );
    expect(machines(found)).toEqual({
      'libvirt_domain.a': 'web-01',
      'libvirt_domain.b': 'web-01',
      'xen_domain.c': 'xen',
    });
  });
});
