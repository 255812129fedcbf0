import type { PlannedResource, ValueChange } from '../../../lib/review/terraform-plan';

/** Numbers from a seed (mulberry32): the same plans on every machine. */
export class Random {
  constructor(private seed: number) {}

  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** From 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }
}

export type Values = Readonly<Record<string, unknown>>;

/** A resource as a state has it. */
export interface Resource {
  readonly type: string;
  readonly provider: string;
  readonly values: Values;
}

const providers: Readonly<Record<string, string>> = {
  libvirt: 'registry.terraform.io/dmacvicar/libvirt',
  vsphere: 'registry.terraform.io/vmware/vsphere',
  proxmox: 'registry.terraform.io/bpg/proxmox',
  terraform: 'terraform.io/builtin/terraform',
};

function resource(type: string, values: Values): Resource {
  return { type, provider: providers[type.split('_')[0]!]!, values };
}

const uuid = '7d9f2c0a-0001-4000-8000-000000000001';

/** Pinned, it keeps UUID and MACs where it is replaced. */
export function domain(random: Random, pinned: boolean, disks = ['system', 'data']): Resource {
  return resource('libvirt_domain', {
    name: `vm-${String(random.below(100))}`,
    uuid,
    memory: 1024 * (1 + random.below(8)),
    vcpu: 1 + random.below(4),
    running: true,
    autostart: random.below(2) === 0,
    disk: disks.map((name) => ({ volume_id: `/images/${name}.qcow2` })),
    tpm: random.below(2) === 0 ? [] : [{ backend_type: 'emulator', backend_version: '2.0' }],
    xml: pinned ? [{ xslt: `<uuid>${uuid}</uuid>` }] : [],
  });
}

export function volume(random: Random): Resource {
  return resource('libvirt_volume', {
    name: `data-${String(random.below(100))}.qcow2`,
    size: 2 ** 30 * (4 + random.below(60)),
    pool: 'default',
    base_volume_id: random.below(2) === 0 ? null : '/images/debian-12.qcow2',
  });
}

export function pool(random: Random): Resource {
  return resource('libvirt_pool', { name: `pool-${String(random.below(9))}`, type: 'dir' });
}

export function vsphereVm(random: Random, keep = false): Resource {
  return resource('vsphere_virtual_machine', {
    name: `vm-${String(random.below(100))}`,
    num_cpus: 2,
    memory: 2048,
    memory_hot_add_enabled: true,
    annotation: 'a note',
    vtpm: random.below(2) === 0 ? [] : [{ version: '2.0' }],
    disk: [
      { label: 'system', size: 20, unit_number: 0, keep_on_remove: false },
      { label: 'data', size: 20 + random.below(80), unit_number: 1, keep_on_remove: keep },
    ],
  });
}

export function proxmoxVm(random: Random): Resource {
  return resource('proxmox_virtual_environment_vm', {
    name: `vm-${String(random.below(100))}`,
    vm_id: 100 + random.below(900),
    description: 'a note',
    hotplug: 'disk,network',
    clone: [{ vm_id: 9000 }],
    tpm_state: random.below(2) === 0 ? [] : [{ version: 'v2.0' }],
    disk: [
      { interface: 'scsi0', size: 20, datastore_id: 'local-lvm' },
      { interface: 'scsi1', size: 20 + random.below(80), datastore_id: 'local-lvm' },
    ],
  });
}

/** Of a type that no table knows. */
export function unknownResource(random: Random): Resource {
  const type = random.pick([
    'vsphere_file',
    'libvirt_snapshot',
    'proxmox_virtual_environment_container',
  ]);
  return resource(type, { name: `thing-${String(random.below(100))}` });
}

/** What holds no data and is no machine. */
export function trifle(random: Random): Resource {
  const name = `one-${String(random.below(100))}`;
  return random.pick([
    resource('terraform_data', { input: name }),
    resource('vsphere_tag', { name }),
    resource('vsphere_folder', { path: name }),
    resource('vsphere_compute_cluster_vm_anti_affinity_rule', { name }),
    resource('vsphere_virtual_machine_snapshot', {
      snapshot_name: name,
      virtual_machine_uuid: uuid,
    }),
    resource('proxmox_virtual_environment_firewall_rules', {
      vm_id: 100,
      rule: [{ action: 'ACCEPT' }],
    }),
    resource('proxmox_virtual_environment_firewall_options', { vm_id: 100, enabled: true }),
    resource('proxmox_backup_job', { id: name }),
    resource('proxmox_haresource', { resource_id: 'vm:100', state: 'started' }),
    resource('libvirt_cloudinit_disk', { name, user_data: '#cloud-config' }),
    resource('libvirt_network', { name }),
  ]);
}

let count = 0;

/** A change of a resource; addresses are used once. */
export function planned(
  { type, provider, values }: Resource,
  actions: readonly string[],
  after: Values | null,
  more: Partial<Omit<PlannedResource, 'change'>> & { readonly change?: Partial<ValueChange> } = {},
): PlannedResource {
  count += 1;
  const name = `env_vm_${String(count)}`;
  const created = actions.length === 1 && actions[0] === 'create';
  return {
    address: `${type}.${name}`,
    mode: 'managed',
    type,
    name,
    provider_name: provider,
    ...more,
    change: { actions, before: created ? null : values, after, after_unknown: {}, ...more.change },
  };
}

/** As `terraform show -json` prints it. */
export function planOf(changes: readonly PlannedResource[]): unknown {
  const plan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: changes,
    complete: true,
    errored: false,
    applyable: true,
  };
  return JSON.parse(JSON.stringify(plan)) as unknown;
}
