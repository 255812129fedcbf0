import { Token } from 'cdktf';
import { got, type Problem } from '../../errors';
import type {
  AccessGrantRequest,
  BackupPolicyRequest,
  ClusterPolicyRequest,
  PlacementRuleRequest,
  ResourcePoolRequest,
  TemplateProps,
} from '../contract';
import { unsupported } from '../common/unsupported';
import { STORAGE_ID } from './backup-server';
import { proxmoxCapabilities, proxmoxTitle } from './capabilities';
import { isConfigId, isDnsName, isPoolName } from './names';
import type { ProxmoxOptions } from './options';

/** Pools of Proxmox VE are nested at most three deep. */
const DEEPEST_POOL = 3;

export function validatePool({ pool, parent, path }: ResourcePoolRequest): readonly Problem[] {
  if (!isPoolName(pool.name)) {
    return [
      {
        code: 'VML055',
        path: `${path}.name`,
        got: got(pool.name),
        rule: 'a pool of Proxmox VE is named with letters, digits, ".", "-" and "_"',
        fix: 'rename the pool',
      },
    ];
  }
  const above = parentsOf(parent);
  if (above < DEEPEST_POOL) return [];
  return [
    {
      code: 'VML044',
      path: `${path}.parent`,
      got: `${String(above + 1)} levels`,
      rule: 'pools of Proxmox VE are nested at most three deep',
      fix: 'move the pool up',
    },
  ];
}

/** Known of pools that are made here; those of a pool that exists are the parts of its id. */
function parentsOf(pool: ResourcePoolRequest['parent']): number {
  if (pool === undefined) return 0;
  const above = (pool as { readonly parent?: ResourcePoolRequest['parent'] }).parent;
  if (above !== undefined) return 1 + parentsOf(above);
  const { poolId } = pool;
  return poolId === undefined || Token.isUnresolved(poolId) ? 1 : poolId.split('/').length;
}

export function validateBackupPolicy({ policy, path }: BackupPolicyRequest): readonly Problem[] {
  const targets = Object.entries({ target: policy.target, copyTarget: policy.copyTarget });
  return [
    ...(isConfigId(policy.name) ? [] : [notAnId(`${path}.name`, policy.name)]),
    ...targets.flatMap(([field, target]): Problem[] =>
      target === undefined || Token.isUnresolved(target.storage) || STORAGE_ID.test(target.storage)
        ? []
        : [
            {
              code: 'VML055',
              path: `${path}.${field}.storage`,
              got: got(target.storage),
              rule: 'a target on Proxmox VE is the name of a storage',
              fix: 'give the name of a storage whose contents may be backups',
            },
          ],
    ),
  ];
}

export function validateClusterPolicy(
  { policy, path }: ClusterPolicyRequest,
  options: ProxmoxOptions,
): readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (field: string, value: unknown, rule: string, fix: string): void => {
    problems.push({ code: 'VML044', path: `${path}.${field}`, got: got(value), rule, fix });
  };
  if (policy.loadBalancing !== 'off') {
    problems.push(
      ...unsupported(
        { title: proxmoxTitle, capabilities: proxmoxCapabilities },
        'cluster.load-balancing',
        `${path}.loadBalancing`,
        policy.loadBalancing,
      ),
    );
  }
  if (policy.highAvailability !== options.highAvailability) {
    const rule =
      'on Proxmox VE each VM is managed by HA or is not, which its ProxmoxHypervisor decides';
    const value = String(options.highAvailability);
    refuse('highAvailability', policy.highAvailability, rule, `give ${value}, as there`);
  }
  if (policy.hostMonitoring !== policy.highAvailability) {
    const rule = 'HA of Proxmox VE always watches the nodes, and nothing else does';
    refuse('hostMonitoring', policy.hostMonitoring, rule, 'leave it out');
  }
  if (policy.vmMonitoring !== 'off') {
    const rule = 'HA of Proxmox VE restarts VMs that have ended, and does not ask those that run';
    refuse('vmMonitoring', policy.vmMonitoring, rule, 'leave it out, and use an AlertPolicy');
  }
  if (policy.failoverReserve?.kind === 'dedicated-hosts') {
    const rule = 'HA of Proxmox VE keeps no node free';
    const fix = 'reserve a percentage or a number of hosts, or keep VMs off with a PlacementRule';
    refuse('failoverReserve', policy.failoverReserve.hosts, rule, fix);
  }
  return problems;
}

export function validatePlacementRule(
  { rule, path }: PlacementRuleRequest,
  options: ProxmoxOptions,
): readonly Problem[] {
  const problems: Problem[] = [];
  if (!isConfigId(rule.name)) problems.push(notAnId(`${path}.name`, rule.name));
  if (!options.highAvailability) {
    problems.push({
      code: 'VML044',
      path: `${path}.kind`,
      got: got(rule.kind),
      rule: 'rules of Proxmox VE hold for VMs that HA manages',
      fix: 'set highAvailability of the ProxmoxHypervisor',
    });
  }
  rule.hosts.forEach((host, index) => {
    if (isDnsName(host)) return;
    problems.push({
      code: 'VML055',
      path: `${path}.hosts[${String(index)}]`,
      got: got(host),
      rule: 'a node of Proxmox VE has a DNS name',
      fix: 'give the name of the node, such as pve1',
    });
  });
  return problems;
}

export function validateAccessGrant({ grant, path }: AccessGrantRequest): readonly Problem[] {
  const { principal, principalKind } = grant;
  if (Token.isUnresolved(principal)) return [];
  const valid =
    principalKind === 'user' ? /^[^\s:/]+@[\w.-]+$/.test(principal) : /^[\w.-]+$/.test(principal);
  if (valid) return [];
  return [
    {
      code: 'VML055',
      path: `${path}.principal`,
      got: got(principal),
      rule:
        principalKind === 'user'
          ? 'a user of Proxmox VE is written with the realm'
          : 'a group of Proxmox VE is named with letters, digits, ".", "-" and "_"',
      fix:
        principalKind === 'user'
          ? 'write user@realm, such as alice@pve'
          : 'write it as `pveum group list` does',
    },
  ];
}

export function validateTemplate(props: TemplateProps, path: string): readonly Problem[] {
  const name = `${props.templateName}-${props.generation}`;
  return [
    ...(isDnsName(name)
      ? []
      : [
          {
            code: 'VML003' as const,
            path: `${path}.templateName`,
            got: got(name),
            rule: 'a VM of Proxmox VE has a DNS name: letters, digits and "-", parts separated by "."',
            fix: 'rename the template or its generation',
          },
        ]),
    ...(props.systemDiskSize === undefined
      ? [
          {
            code: 'VML041' as const,
            path: `${path}.systemDiskSize`,
            got: 'nothing',
            rule: 'the provider takes 8 GiB for a system disk that it is not told the size of',
            fix: 'give systemDiskSize, at least the size of the image',
          },
        ]
      : []),
  ];
}

function notAnId(path: string, name: string): Problem {
  return {
    code: 'VML055',
    path,
    got: got(name),
    rule: 'an id of Proxmox VE starts with a letter and consists of at least two letters, digits, "-" and "_"',
    fix: 'choose such a name',
  };
}
