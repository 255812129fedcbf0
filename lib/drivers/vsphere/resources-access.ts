/** Permissions on machines and pools. Input: grants. Output: roles, and one list of permissions for each object. */

import { Lazy, TerraformStack, type TerraformProvider } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import {
  EntityPermissions,
  type EntityPermissionsPermissions,
} from '@cdktf/provider-vsphere/lib/entity-permissions';
import { Role } from '@cdktf/provider-vsphere/lib/role';
import type { AccessLevel } from '../../model/access-grant';
import { literal } from '../common/literal';
import type { AccessGrantRequest, MadeResources } from '../contract';
import { privileges } from './map-access';
import { outliveUsers } from './outlive-users';
import { groupOf, idOf } from './resources-lookups';

interface Entity {
  readonly granted: EntityPermissionsPermissions[];
  readonly permissions: EntityPermissions;
}

/**
 * All permissions of one object are one resource, which removes those that it does not know; so the grants of an object
 * are collected, whoever makes them.
 */
export class AccessRegistry {
  private readonly entities = new Map<IConstruct, Entity>();
  private readonly roles = new Map<AccessLevel, Role>();

  constructor(
    private readonly scope: Construct,
    private readonly provider: TerraformProvider,
  ) {}

  grant({ grant, target }: AccessGrantRequest): MadeResources {
    const role = this.role(grant.level);
    const { granted, permissions } = this.entity(target);
    granted.push({
      userOrGroup: literal(grant.principal),
      isGroup: grant.principalKind === 'group',
      propagate: grant.propagate,
      roleId: role.id,
    });
    return { main: permissions, all: { permissions, role } };
  }

  private entity(target: AccessGrantRequest['target']): Entity {
    const object = target.kind === 'vm' ? target.vm : target.pool;
    const known = this.entities.get(object);
    if (known !== undefined) return known;
    const granted: EntityPermissionsPermissions[] = [];
    const scope = groupOf(this.scope, 'Permissions');
    const permissions = new EntityPermissions(scope, idOf(scope, object.node.path), {
      provider: this.provider,
      // The provider finds a machine by its UUID, and anything else by its id.
      entityId: target.kind === 'vm' ? target.vm.vmId : (target.pool.poolId ?? ''),
      entityType: target.kind === 'vm' ? 'VirtualMachine' : 'ResourcePool',
      permissions: Lazy.anyValue({ produce: () => sorted(granted) }),
    });
    const made = { granted, permissions };
    this.entities.set(object, made);
    return made;
  }

  /** Roles are called after their stack and hypervisor, because vCenter knows a name once. */
  private role(level: AccessLevel): Role {
    const known = this.roles.get(level);
    if (known !== undefined) return known;
    const { scope, provider } = this;
    const made = new Role(groupOf(scope, 'Roles'), level, {
      provider,
      name: literal(
        `${TerraformStack.of(scope).node.id} ${scope.node.id} ${level} ${scope.node.addr.slice(-8)}`,
      ),
      rolePrivileges: [...privileges[level]],
      lifecycle: outliveUsers,
    });
    this.roles.set(level, made);
    return made;
  }
}

/** In the order in which vCenter reports them, with the names of the arguments: a lazy list is not renamed. */
function sorted(granted: readonly EntityPermissionsPermissions[]): object[] {
  return [...granted]
    .sort((a, b) => (a.userOrGroup.toLowerCase() < b.userOrGroup.toLowerCase() ? -1 : 1))
    .map(({ userOrGroup, isGroup, propagate, roleId }) => ({
      user_or_group: userOrGroup,
      is_group: isGroup,
      propagate,
      role_id: roleId,
    }));
}
