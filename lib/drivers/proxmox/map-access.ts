import type { AclConfig } from '../../../.gen/providers/proxmox/acl';
import type { AccessGrantModel, AccessLevel } from '../../model/access-grant';
import { literal } from '../common/literal';

/** Roles that Proxmox VE has from the start, where they are what a level means. */
export const builtInRoles: Partial<Record<AccessLevel, string>> = {
  viewer: 'PVEAuditor',
  administrator: 'PVEVMAdmin',
};

/** PVEVMUser may also change CDs and cloud-init settings, and may make no snapshots. */
export const operatorPrivileges: readonly string[] = [
  'VM.Audit',
  'VM.Console',
  'VM.PowerMgmt',
  'VM.Snapshot',
  'VM.Snapshot.Rollback',
];

/** Arguments of `proxmox_acl`: https://registry.terraform.io/providers/bpg/proxmox/0.112.0/docs/resources/acl */
export function accessEntry(grant: AccessGrantModel, path: string, roleId: string): AclConfig {
  const principal = literal(grant.principal);
  return {
    path,
    roleId,
    propagate: grant.propagate,
    ...(grant.principalKind === 'user' ? { userId: principal } : { groupId: principal }),
  };
}
