package center

import (
	"strings"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/simulator/vpx"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type authorizationManager struct {
	*simulator.AuthorizationManager
	center *center
}

// AddAuthorizationRole answers with the id of the role, which the simulator keeps to itself and
// starts to count at zero.
func (m *authorizationManager) AddAuthorizationRole(req *types.AddAuthorizationRole) soap.HasFault {
	answer := m.AuthorizationManager.AddAuthorizationRole(req)
	body := answer.(*methods.AddAuthorizationRoleBody)
	if body.Res == nil {
		return answer
	}
	made := &m.RoleList[len(m.RoleList)-1]
	made.RoleId = 0
	for _, role := range m.RoleList {
		made.RoleId = max(made.RoleId, role.RoleId+1, firstRole)
	}
	body.Res.Returnval = made.RoleId
	return body
}

// firstRole is where vCenter starts to count roles that are made by people: at the first id that is
// certainly none of its own.
const firstRole = 1001

// UpdateAuthorizationRole also changes the label, and leaves vCenter's own roles alone.
func (m *authorizationManager) UpdateAuthorizationRole(req *types.UpdateAuthorizationRole) soap.HasFault {
	if role := object.AuthorizationRoleList(m.RoleList).ById(req.RoleId); role != nil && role.System {
		return &methods.UpdateAuthorizationRoleBody{Fault_: simulator.Fault("", invalid("roleId"))}
	}
	answer := m.AuthorizationManager.UpdateAuthorizationRole(req)
	if answer.Fault() == nil {
		if role := object.AuthorizationRoleList(m.RoleList).ById(req.RoleId); role != nil {
			role.Info = &types.Description{Label: req.NewName, Summary: req.NewName}
			m.setInfo(role.RoleId, role.Info)
		}
	}
	return answer
}

func (m *authorizationManager) setInfo(id int32, info types.BaseDescription) {
	for i := range m.RoleList {
		if m.RoleList[i].RoleId == id {
			m.RoleList[i].Info = info
		}
	}
}

// RemoveAuthorizationRole keeps a role that somebody has, where the caller wants that to fail.
func (m *authorizationManager) RemoveAuthorizationRole(req *types.RemoveAuthorizationRole) soap.HasFault {
	used := m.RetrieveRolePermissions(&types.RetrieveRolePermissions{RoleId: req.RoleId}).(*methods.RetrieveRolePermissionsBody)
	if req.FailIfUsed && len(used.Res.Returnval) > 0 {
		return &methods.RemoveAuthorizationRoleBody{Fault_: simulator.Fault("", new(types.RemoveFailed))}
	}
	for _, permission := range used.Res.Returnval {
		m.RemoveEntityPermission(&types.RemoveEntityPermission{
			Entity: *permission.Entity, User: permission.Principal, IsGroup: permission.Group,
		})
	}
	return m.AuthorizationManager.RemoveAuthorizationRole(req)
}

// SetEntityPermissions adds and changes what is named; the simulator drops all others.
func (m *authorizationManager) SetEntityPermissions(ctx *simulator.Context, req *types.SetEntityPermissions) soap.HasFault {
	body := new(methods.SetEntityPermissionsBody)
	if ctx.Map.Get(req.Entity) == nil {
		body.Fault_ = simulator.Fault("", &types.ManagedObjectNotFound{Obj: req.Entity})
		return body
	}
	merged := append([]types.Permission{}, m.permissions(ctx, req.Entity)...)
	for _, permission := range req.Permission {
		if object.AuthorizationRoleList(m.RoleList).ById(permission.RoleId) == nil {
			body.Fault_ = simulator.Fault("", new(types.NotFound))
			return body
		}
		entity := req.Entity
		permission.Entity = &entity
		same := func(other types.Permission) bool {
			return other.Group == permission.Group && strings.EqualFold(other.Principal, permission.Principal)
		}
		i := indexOf(merged, true, same)
		if i < 0 {
			merged = append(merged, permission)
		} else {
			merged[i] = permission
		}
	}
	return m.AuthorizationManager.SetEntityPermissions(&types.SetEntityPermissions{Entity: req.Entity, Permission: merged})
}

// RemoveEntityPermission compares names as a directory does, without regard to case.
func (m *authorizationManager) RemoveEntityPermission(req *types.RemoveEntityPermission) soap.HasFault {
	all := m.RetrieveAllPermissions(new(types.RetrieveAllPermissions)).(*methods.RetrieveAllPermissionsBody)
	for _, permission := range all.Res.Returnval {
		if permission.Entity != nil && *permission.Entity == req.Entity &&
			permission.Group == req.IsGroup && strings.EqualFold(permission.Principal, req.User) {
			req.User = permission.Principal
			return m.AuthorizationManager.RemoveEntityPermission(req)
		}
	}
	return &methods.RemoveEntityPermissionBody{Fault_: simulator.Fault("", new(types.NotFound))}
}

func (m *authorizationManager) permissions(ctx *simulator.Context, entity types.ManagedObjectReference) []types.Permission {
	body := m.RetrieveEntityPermissions(ctx, &types.RetrieveEntityPermissions{Entity: entity})
	return body.(*methods.RetrieveEntityPermissionsBody).Res.Returnval
}

// dropPermissions forgets the permissions on what is deleted.
func (c *center) dropPermissions(ctx *simulator.Context, entity types.ManagedObjectReference) {
	manager := ctx.Map.Get(*vpx.ServiceContent.AuthorizationManager).(*simulator.AuthorizationManager)
	ctx.WithLock(manager, func() {
		manager.SetEntityPermissions(&types.SetEntityPermissions{Entity: entity})
	})
}
