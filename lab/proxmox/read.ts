import { ProxmoxClient, ProxmoxRefused } from './client';
import type { ProxmoxConnection } from './connection';
import type {
  Entry,
  FirewallEntry,
  NodeEntry,
  PoolEntry,
  ProxmoxInventory,
  VirtualMachineEntry,
} from './inventory';

/** What changes by itself, or says only that something has changed. */
const volatile = ['digest', 'next-run', 'lock', 'used', 'ctime', 'snaptime'];

/**
 * Everything that the API reports, in one document whose order is fixed: two reads without a change
 * between them are equal. It only asks, by GET, and works against any PVE 8 or 9.
 */
export async function readProxmox(connection: ProxmoxConnection): Promise<ProxmoxInventory> {
  const client = new ProxmoxClient(connection);
  try {
    return await read(client);
  } finally {
    client.close();
  }
}

async function read(client: ProxmoxClient): Promise<ProxmoxInventory> {
  const { version, release } = await client.get<{ version: string; release: string }>('version');
  const { nodes, shared } = await readNodes(client);
  const [users, roles, groups] = await Promise.all([
    list(client, 'access/users?full=1', 'userid'),
    list(client, 'access/roles', 'roleid'),
    list(client, 'access/groups', 'groupid'),
  ]);
  return {
    version: { version, release },
    nodes,
    sharedVolumes: shared,
    virtualMachines: await readMachines(client),
    pools: await readPools(client),
    highAvailability: await readHighAvailability(client, Number.parseInt(release, 10)),
    replication: await list(client, 'cluster/replication', 'id'),
    backupJobs: await list(client, 'cluster/backup', 'id'),
    storages: await list(client, 'storage', 'storage'),
    access: {
      users: users.map((user) => without(user, ['tokens'])),
      groups,
      roles: roles.filter(({ special }) => !isTrue(special)),
      acl: await list(client, 'access/acl', 'path', 'type', 'ugid', 'roleid'),
      tokens: users.flatMap((user) =>
        ((user.tokens ?? []) as Entry[]).map((token) => tidy({ ...token, userid: user.userid })),
      ),
    },
    firewall: {
      ...(await readFirewall(client, 'cluster/firewall')),
      securityGroups: await readSecurityGroups(client),
    },
  };
}

interface Volumes {
  readonly nodes: readonly NodeEntry[];
  readonly shared: readonly Entry[];
}

/** What a shared storage holds is listed once, from the first node that sees it. */
async function readNodes(client: ProxmoxClient): Promise<Volumes> {
  const nodes: NodeEntry[] = [];
  const shared: Entry[] = [];
  const seen = new Set<string>();
  for (const entry of await list(client, 'nodes', 'node')) {
    const [node, status] = [String(entry.node), String(entry.status)];
    const volumes: Entry[] = [];
    const path = `nodes/${node}/storage`;
    const storages = status === 'online' ? await list(client, `${path}?enabled=1`, 'storage') : [];
    for (const storage of storages.filter(({ active }) => isTrue(active))) {
      const id = String(storage.storage);
      if (seen.has(id)) continue;
      if (isTrue(storage.shared)) seen.add(id);
      const held = await list(client, `${path}/${id}/content`, 'volid');
      (isTrue(storage.shared) ? shared : volumes).push(...held);
    }
    nodes.push({ node, status, volumes });
  }
  return { nodes, shared };
}

function isTrue(value: unknown): boolean {
  return Number(value ?? 0) === 1;
}

async function readMachines(client: ProxmoxClient): Promise<VirtualMachineEntry[]> {
  const all = await list(client, 'cluster/resources?type=vm', 'vmid');
  const machines = all
    .filter(({ type }) => type === 'qemu')
    .sort((a, b) => Number(a.vmid) - Number(b.vmid));
  return Promise.all(machines.map((machine) => readMachine(client, machine)));
}

async function readMachine(client: ProxmoxClient, machine: Entry): Promise<VirtualMachineEntry> {
  const vmid = Number(machine.vmid);
  const path = `nodes/${String(machine.node)}/qemu/${String(vmid)}`;
  const [config, pending, snapshots, firewall] = await Promise.all([
    client.get<Record<string, string | number>>(`${path}/config?current=1`),
    list(client, `${path}/pending`, 'key'),
    list(client, `${path}/snapshot`, 'name'),
    readFirewall(client, `${path}/firewall`),
  ]);
  return {
    vmid,
    name: String(machine.name),
    node: String(machine.node),
    status: String(machine.status),
    template: isTrue(machine.template),
    config: tidy(config) as Record<string, string | number>,
    pending: pending.filter((change) => 'pending' in change || 'delete' in change),
    firewall,
    snapshots: snapshots.filter(({ name }) => name !== 'current'),
  };
}

async function readFirewall(client: ProxmoxClient, path: string): Promise<FirewallEntry> {
  const [options, rules, aliases, sets] = await Promise.all([
    client.get<Entry>(`${path}/options`),
    rulesOf(client, `${path}/rules`),
    list(client, `${path}/aliases`, 'name'),
    list(client, `${path}/ipset`, 'name'),
  ]);
  const ipsets = sets.map(async (ipset) => ({
    ipset,
    entries: await list(client, `${path}/ipset/${String(ipset.name)}`, 'cidr'),
  }));
  return { options: tidy(options), rules, aliases, ipsets: await Promise.all(ipsets) };
}

async function readSecurityGroups(
  client: ProxmoxClient,
): Promise<ProxmoxInventory['firewall']['securityGroups']> {
  const path = 'cluster/firewall/groups';
  const groups = await list(client, path, 'group');
  return Promise.all(
    groups.map(async (group) => ({
      group,
      rules: await rulesOf(client, `${path}/${String(group.group)}`),
    })),
  );
}

/** Their order is what they say: the first that matches decides. */
async function rulesOf(client: ProxmoxClient, path: string): Promise<Entry[]> {
  const rules = await client.get<Entry[]>(path);
  return [...rules].sort((a, b) => Number(a.pos) - Number(b.pos)).map(tidy);
}

async function readPools(client: ProxmoxClient): Promise<PoolEntry[]> {
  const pools = await list(client, 'pools', 'poolid');
  return Promise.all(
    pools.map(async ({ poolid, comment }) => {
      const path = `pools?poolid=${encodeURIComponent(String(poolid))}`;
      const [found] = await client.get<{ members?: Entry[] }[]>(path);
      const members = (found?.members ?? []).map((member) =>
        // A storage is listed with a node, although it is a member on all of them.
        member.type === 'storage' ? `storage/${String(member.storage)}` : String(member.id),
      );
      return {
        poolid: String(poolid),
        ...(typeof comment === 'string' ? { comment } : {}),
        members: [...new Set(members)].sort(),
      };
    }),
  );
}

async function readHighAvailability(
  client: ProxmoxClient,
  release: number,
): Promise<ProxmoxInventory['highAvailability']> {
  const withRules = release >= 9;
  return {
    resources: await list(client, 'cluster/ha/resources', 'sid'),
    rules: withRules ? await list(client, 'cluster/ha/rules', 'rule') : [],
    groups: withRules ? await groupsThatAreLeft(client) : await list(client, groupsPath, 'group'),
  };
}

const groupsPath = 'cluster/ha/groups';

/** PVE 9 lists groups only as long as they are not migrated to rules. */
async function groupsThatAreLeft(client: ProxmoxClient): Promise<Entry[]> {
  try {
    return await list(client, groupsPath, 'group');
  } catch (error) {
    if (error instanceof ProxmoxRefused && error.reason.includes('migrated to rules')) return [];
    throw error;
  }
}

async function list(client: ProxmoxClient, path: string, ...keys: string[]): Promise<Entry[]> {
  const entries = await client.get<Entry[]>(path);
  const order = (entry: Entry): string => keys.map((key) => String(entry[key])).join('\0');
  return [...entries].sort((a, b) => (order(a) < order(b) ? -1 : 1)).map(tidy);
}

function tidy(entry: Entry): Entry {
  return Object.fromEntries(
    Object.entries(without(entry, volatile)).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function without(entry: Entry, keys: readonly string[]): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !keys.includes(key)));
}
