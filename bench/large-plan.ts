/**
 * A large plan as Terraform prints it, for benchmarks and tests: machines of all three hypervisors with what belongs to them,
 * of realistic sizes. The same numbers give the same text.
 */

import {
  libvirtDomain,
  libvirtVolume,
  proxmoxFirewall,
  proxmoxVm,
  vsphereVm,
  type Values,
} from './large-plan-values';

interface Entry {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  readonly before: Values | null;
  readonly after: Values | null;
  readonly unknown: Values | boolean;
  readonly actions: readonly string[];
  readonly references: Readonly<Record<string, unknown>>;
}

const registry = 'registry.terraform.io';
const providers = {
  libvirt: `${registry}/dmacvicar/libvirt`,
  proxmox: `${registry}/bpg/proxmox`,
  vsphere: `${registry}/vmware/vsphere`,
} as const;

/** Of 100 machines: mostly updates, some made, some made anew, some removed. */
function actionsOf(index: number): readonly string[] {
  const place = index % 100;
  if (place < 70) return ['update'];
  if (place < 84) return ['create'];
  return place < 92 ? ['delete', 'create'] : ['delete'];
}

interface Shape {
  readonly type: string;
  readonly provider: string;
  readonly suffix: string;
  readonly values: (index: number, later: boolean) => Values;
  /** Known after apply where the resource is made. */
  readonly computed: readonly string[];
  readonly references: (name: string) => Readonly<Record<string, unknown>>;
}

const to = (address: string): unknown => ({ references: [`${address}.id`, address] });

const sets: readonly (readonly Shape[])[] = [
  [
    {
      type: 'libvirt_domain',
      provider: providers.libvirt,
      suffix: '',
      values: libvirtDomain,
      computed: ['id', 'arch', 'emulator'],
      references: (name) => ({
        disk: ['system', 'data'].map((disk) => ({
          volume_id: to(`libvirt_volume.${name}_${disk}`),
        })),
      }),
    },
    ...['system', 'data'].map((disk): Shape => ({
      type: 'libvirt_volume',
      provider: providers.libvirt,
      suffix: `_${disk}`,
      values: (index) => libvirtVolume(index, `${disk}.qcow2`),
      computed: ['id'],
      references: () => ({}),
    })),
  ],
  [
    {
      type: 'proxmox_virtual_environment_vm',
      provider: providers.proxmox,
      suffix: '',
      values: proxmoxVm,
      computed: ['id', 'ipv4_addresses', 'mac_addresses'],
      references: () => ({}),
    },
    {
      type: 'proxmox_virtual_environment_firewall_rules',
      provider: providers.proxmox,
      suffix: '_firewall',
      values: proxmoxFirewall,
      computed: ['id', 'vm_id'],
      references: (name) => ({ vm_id: to(`proxmox_virtual_environment_vm.${name}`) }),
    },
  ],
  [
    {
      type: 'vsphere_virtual_machine',
      provider: providers.vsphere,
      suffix: '',
      values: vsphereVm,
      computed: ['id', 'uuid', 'moid', 'change_version', 'default_ip_address', 'vmx_path'],
      references: () => ({}),
    },
  ],
];

function entryOf(shape: Shape, machine: number): Entry {
  const name = `Vm${String(machine)}${shape.suffix}`;
  const given = actionsOf(machine);
  // Volumes are never changed in place.
  const actions =
    shape.type === 'libvirt_volume' && given[0] === 'update' ? ['delete', 'create'] : given;
  const before = given[0] === 'create' ? null : shape.values(machine, false);
  const made = actions.includes('create');
  const later = actions.at(-1) === 'delete' ? null : shape.values(machine, true);
  const after =
    later === null || !made
      ? later
      : Object.fromEntries(Object.entries(later).filter(([key]) => !shape.computed.includes(key)));
  return {
    address: `${shape.type}.${name}`,
    type: shape.type,
    name,
    provider: shape.provider,
    before,
    after,
    unknown: made ? Object.fromEntries(shape.computed.map((key) => [key, true])) : {},
    actions,
    references: shape.references(`Vm${String(machine)}`),
  };
}

function marks(values: Values | null): unknown {
  if (values === null) return false;
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => Array.isArray(value))
      .map(([name, value]) => [name, (value as unknown[]).map(() => ({}))]),
  );
}

/** Mostly the note of a backup; at every fifth machine also what somebody did by hand. */
function driftOf(type: string, index: number): Values {
  const note = type === 'vsphere_virtual_machine' ? 'annotation' : 'description';
  return {
    [note]: 'Backup of 2026-01-01: success',
    ...(index % 5 === 0 ? { [type === 'libvirt_domain' ? 'running' : 'tags']: null } : {}),
  };
}

const inState = ({ address, type, name, provider }: Entry, values: Values | null): Values => ({
  address,
  mode: 'managed',
  type,
  name,
  provider_name: provider,
  schema_version: 0,
  values,
  sensitive_values: marks(values),
});

/**
 * @param changes - number of entries of `resource_changes`
 * @returns the plan, of which `terraform show -json` would print the JSON
 */
export function largePlan(changes: number): Values {
  const entries: Entry[] = [];
  for (let machine = 0; entries.length < changes; machine++) {
    for (const shape of sets[machine % sets.length] ?? []) entries.push(entryOf(shape, machine));
  }
  const all = entries.slice(0, changes);
  const drifted = all.filter(
    ({ name, before }, index) => before !== null && !name.includes('_') && index % 9 === 0,
  );
  const inventory = Object.fromEntries(
    all
      .filter(({ name }) => !name.includes('_'))
      .map(({ address, before, after }) => [
        String((after ?? before)?.name),
        { address, category: 'production', owner: 'platform', expires: 'never', purpose: 'load' },
      ]),
  );
  const change = { actions: ['no-op'], before: inventory, after: inventory };
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {
      root_module: {
        resources: all.flatMap((entry) =>
          entry.after === null ? [] : [inState(entry, entry.after)],
        ),
      },
    },
    resource_drift: drifted.map(({ address, type, name, provider, before }, index) => ({
      address,
      mode: 'managed',
      type,
      name,
      provider_name: provider,
      change: {
        actions: ['update'],
        before,
        after: { ...before, ...driftOf(type, index) },
        after_unknown: {},
        before_sensitive: marks(before),
        after_sensitive: marks(before),
      },
    })),
    resource_changes: all.map(
      ({ address, type, name, provider, actions, before, after, unknown }) => ({
        address,
        mode: 'managed',
        type,
        name,
        provider_name: provider,
        change: {
          actions,
          before,
          after,
          after_unknown: after === null ? false : unknown,
          before_sensitive: marks(before),
          after_sensitive: marks(after),
        },
      }),
    ),
    output_changes: { vm_inventory: change },
    prior_state: {
      format_version: '1.0',
      values: {
        root_module: {
          resources: all.flatMap((entry) =>
            entry.before === null ? [] : [inState(entry, entry.before)],
          ),
        },
      },
    },
    configuration: {
      provider_config: Object.fromEntries(
        Object.entries(providers).map(([name, full_name]) => [name, { name, full_name }]),
      ),
      root_module: {
        resources: all.map(({ address, type, name, after, references }) => ({
          address,
          mode: 'managed',
          type,
          name,
          provider_config_key: type.split('_')[0],
          expressions: {
            ...Object.fromEntries(
              Object.entries(after ?? {}).map(([key, value]) => [
                key,
                typeof value === 'object' ? {} : { constant_value: value },
              ]),
            ),
            ...references,
          },
        })),
      },
    },
    applyable: true,
    complete: true,
    errored: false,
  };
}
