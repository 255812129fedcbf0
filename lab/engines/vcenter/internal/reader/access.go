package reader

import (
	"sort"

	"github.com/vmware/govmomi/object"
)

func (s *session) readAccess(inventory *Inventory) error {
	inventory.Roles, inventory.Permissions = []Role{}, []Permission{}
	manager := object.NewAuthorizationManager(s.client.Client)
	roles, err := manager.RoleList(s.ctx)
	if err != nil {
		return err
	}
	names := map[int32]string{}
	for _, role := range roles {
		names[role.RoleId] = role.Name
		made := Role{Name: role.Name, System: role.System}
		if !role.System {
			made.Privileges = append([]string{}, role.Privilege...)
			sort.Strings(made.Privileges)
		}
		inventory.Roles = append(inventory.Roles, made)
	}
	permissions, err := manager.RetrieveAllPermissions(s.ctx)
	if err != nil {
		return err
	}
	for _, permission := range permissions {
		made := Permission{
			Principal: permission.Principal,
			Group:     permission.Group,
			Role:      names[permission.RoleId],
			Propagate: permission.Propagate,
		}
		if permission.Entity != nil {
			made.Entity, made.Type = s.path(*permission.Entity), permission.Entity.Type
		}
		inventory.Permissions = append(inventory.Permissions, made)
	}
	sortBy(inventory.Roles, func(r Role) string { return r.Name })
	sortBy(inventory.Permissions, func(p Permission) string { return p.Entity + " " + p.Principal })
	return nil
}
