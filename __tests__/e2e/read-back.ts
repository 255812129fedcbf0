/** What the lab stack declares, in the words in which vCenter and Proxmox VE report it. */
import type { ProxmoxInventory } from '../../lab/proxmox';
import type { VcenterInventory } from '../../lab/vcenter';

/** The part of what vCenter says that the stack decides. */
export function vcenterFacts(inventory: VcenterInventory): unknown {
  const [cluster] = inventory.clusters;
  const shares = Object.fromEntries(
    inventory.resourcePools.map(({ name, cpu, memory }) => [
      name,
      { cpu: cpu.shares, memory: memory.shares, reservedMegahertz: cpu.reservation },
    ]),
  );
  return {
    pools: {
      production: shares.production,
      staging: shares.staging,
      development: shares.development,
    },
    rules: cluster?.rules,
    groups: cluster?.groups,
    restartPriorities: cluster?.haOverrides.map(({ vm, restartPriority }) => [vm, restartPriority]),
    machines: inventory.virtualMachines.map((vm) => ({
      name: vm.name,
      pool: vm.resourcePool,
      parent: vm.disks[0]?.parent,
      dataDisks: vm.disks.slice(1).map(({ bytes }) => bytes / 1024 ** 3),
      networks: vm.networkCards.map(({ network }) => network),
      tags: vm.tags,
      owner: vm.customValues.owner,
    })),
    windows: inventory.virtualMachines.find(({ name }) => name === 'windows-01')?.customization,
    grants: inventory.permissions
      .filter(({ entity }) => entity !== '/')
      .map(({ entity, principal, isGroup, propagate }) => [entity, principal, isGroup, propagate]),
    backupPolicies: inventory.tags
      .filter(({ category }) => category === 'backup-policy')
      .map(({ name, description }) => `${name}: ${description}`),
  };
}

const pools = '/DC0/host/DC0_C0/Resources';
const template = '[LocalDS_0] debian-12-20261115/debian-12-20261115.vmdk';
const worker = (name: string): object => ({
  name,
  pool: `${pools}/production`,
  parent: template,
  dataDisks: [],
  networks: ['production'],
  tags: ['backup-policy:gold'],
  owner: 'lab',
});

export const vcenterDeclared = {
  // 4 : 2 : 1, and 50 %, 10 % and nothing of the cluster's CPU.
  pools: {
    production: { cpu: 8000, memory: 327_680, reservedMegahertz: 62_400 },
    staging: { cpu: 4000, memory: 163_840, reservedMegahertz: 12_480 },
    development: { cpu: 2000, memory: 81_920, reservedMegahertz: 0 },
  },
  rules: [
    {
      name: 'lab-vsphere-workers-spread',
      type: 'antiAffinity',
      enabled: true,
      mandatory: false,
      members: ['workerblue-01', 'workergreen-01'],
    },
    {
      name: 'windows-off-first-host',
      type: 'vmHost',
      enabled: true,
      mandatory: false,
      vmGroup: 'windows-off-first-host (VMs)',
      antiHostGroup: 'windows-off-first-host (hosts)',
    },
  ],
  groups: [
    { name: 'windows-off-first-host (VMs)', type: 'vm', members: ['windows-01'] },
    { name: 'windows-off-first-host (hosts)', type: 'host', members: ['DC0_C0_H0'] },
  ],
  restartPriorities: [['vdatabase-01', 'high']],
  machines: [
    { ...worker('vdatabase-01'), dataDisks: [10] },
    {
      ...worker('windows-01'),
      pool: `${pools}/development`,
      parent: undefined,
      tags: [],
    },
    worker('workerblue-01'),
    worker('workergreen-01'),
  ],
  windows: {
    os: 'windows',
    hostName: 'windows-01',
    // Index of Greenwich Standard Time, which has no summer time: Microsoft's table of time zones for sysprep.
    timeZone: '90',
    dnsServers: ['198.51.100.1'],
    dnsSuffixes: ['lab.example'],
    adapters: [{ dnsServers: ['198.51.100.1'], dnsDomain: 'lab.example' }],
    windows: {
      fullName: 'Administrator',
      organization: 'Lab',
      workgroup: 'LAB',
      autoLogon: false,
      autoLogonCount: 1,
    },
  },
  grants: [[`${pools}/production`, 'VSPHERE.LOCAL\\operators', true, true]],
  backupPolicies: [
    'gold: full sun 02:00; incremental mon..sat 02:00; keep 28 daily, 12 monthly; to backup; RPO 1 day; RTO 4 hours; restore test *-01,04,07,10-01 06:00',
  ],
};

/** The part of what Proxmox VE says that the stack decides; VM ids by the names of their VMs. */
export function proxmoxFacts(inventory: ProxmoxInventory): unknown {
  const machines = inventory.virtualMachines.filter(({ template: isTemplate }) => !isTemplate);
  const named = (ids: unknown): string[] =>
    String(ids)
      .split(',')
      .map((id) => id.replace(/^\D+/, ''))
      .map((id) => machines.find(({ vmid }) => String(vmid) === id)?.name ?? id)
      .sort();
  return {
    pools: inventory.pools.map(({ poolid, comment, members }) => [
      poolid,
      comment,
      members.length === 0 ? [] : named(members.join(',')),
    ]),
    rules: inventory.highAvailability.rules.map((rule) => [
      rule.rule,
      rule.type,
      rule.affinity ?? rule.nodes,
      named(rule.resources),
    ]),
    restarted: named(inventory.highAvailability.resources.map(({ sid }) => sid).join(',')),
    backupJobs: inventory.backupJobs.map((job) => [
      job.id,
      job.schedule,
      job.storage,
      job['prune-backups'],
      named(job.vmid),
    ]),
    grants: inventory.access.acl.map(({ path, ugid, propagate }) => [path, ugid, propagate]),
    machines: machines
      .map(({ name, config, pending, firewall, status }) => ({
        name,
        status,
        weight: config.cpuunits,
        parent: /base-\d+-disk-\d+/.exec(String(config.scsi0))?.[0],
        tags: config.tags,
        pending,
        accepted: firewall.rules
          .filter(({ type, dport }) => type === 'in' && dport !== undefined)
          .map(({ dport }) => dport),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

const proxmoxWorker = (name: string): object => ({
  name,
  status: 'running',
  weight: 200,
  parent: 'base-9001-disk-0',
  tags: 'backup-policy.gold',
  pending: [],
  accepted: ['22'],
});
const all = ['pdatabase-01', 'pworkerblue-01', 'pworkergreen-01'];

export const proxmoxDeclared = {
  pools: [
    ['development', 'CPU weight of each member: 0.5', []],
    ['production', 'CPU weight of each member: 2', all],
    ['staging', 'CPU weight of each member: 1', []],
  ],
  rules: [
    ['near-the-disks', 'node-affinity', 'pve1:1,pve2:1', ['pdatabase-01']],
    [
      'workers-on-different-nodes',
      'resource-affinity',
      'negative',
      ['pworkerblue-01', 'pworkergreen-01'],
    ],
  ],
  restarted: all,
  backupJobs: [['gold', '02:00', 'backup', { 'keep-daily': '28', 'keep-monthly': '12' }, all]],
  grants: [['/pool/production', 'root@pam', 1]],
  machines: [
    { ...proxmoxWorker('pdatabase-01'), accepted: ['22', '5432'] },
    proxmoxWorker('pworkerblue-01'),
    proxmoxWorker('pworkergreen-01'),
  ],
};
