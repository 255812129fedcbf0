package reader

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/property"
	"github.com/vmware/govmomi/view"
	"github.com/vmware/govmomi/vim25/types"

	"vm-lifecycle/lab/engines/vcenter/internal/customization"
)

// session is one reading: the connection, and what all parts of it need.
type session struct {
	ctx    context.Context
	client *govmomi.Client
	login  Login
	// paths of everything in the inventory.
	paths map[types.ManagedObjectReference]string
	// tags of everything that has some, as "category:tag".
	tags map[types.ManagedObjectReference][]string
	// fields are the names of custom fields by their keys.
	fields         map[int32]string
	customizations map[string]customization.Customization
	policies       *policies
}

// Read asks a vCenter for its whole inventory.
func Read(ctx context.Context, login Login) (*Inventory, error) {
	client, err := login.connect(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { _ = client.Logout(ctx) }()
	s := &session{ctx: ctx, client: client, login: login}
	about := client.ServiceContent.About
	inventory := &Inventory{About: About{about.FullName, about.Version}}
	for _, part := range []struct {
		name string
		read func(*Inventory) error
	}{
		{"inventory", s.readPaths},
		{"tags", s.readTags},
		{"custom fields", s.readFields},
		{"customizations", s.readCustomizations},
		{"storage policies", s.readPolicies},
		{"places", s.readPlaces},
		{"hosts", s.readHosts},
		{"clusters", s.readClusters},
		{"resource pools", s.readPools},
		{"virtual machines", s.readMachines},
		{"roles and permissions", s.readAccess},
	} {
		if err := part.read(inventory); err != nil {
			return nil, fmt.Errorf("read %s: %w", part.name, err)
		}
	}
	return inventory, nil
}

// kinds are the types that have a place in the inventory.
var kinds = []string{
	"Folder", "Datacenter", "ComputeResource", "HostSystem", "ResourcePool", "VirtualMachine",
	"Datastore", "Network", "DistributedVirtualSwitch",
}

// readPaths works out the path of everything, such as /DC0/vm/apps/web-1.
func (s *session) readPaths(*Inventory) error {
	var contents []types.ObjectContent
	if err := s.all(kinds, []string{"name", "parent"}, &contents); err != nil {
		return err
	}
	names := map[types.ManagedObjectReference]string{}
	parents := map[types.ManagedObjectReference]types.ManagedObjectReference{}
	for _, content := range contents {
		for _, property := range content.PropSet {
			switch value := property.Val.(type) {
			case string:
				names[content.Obj] = value
			case types.ManagedObjectReference:
				parents[content.Obj] = value
			}
		}
	}
	s.paths = map[types.ManagedObjectReference]string{}
	for ref := range names {
		var parts []string
		for next, ok := ref, true; ok && names[next] != ""; next, ok = parents[next] {
			parts = append(parts, names[next])
		}
		slices.Reverse(parts)
		s.paths[ref] = "/" + strings.Join(parts, "/")
	}
	return nil
}

// all reads these properties of all objects of these types.
func (s *session) all(kinds, properties []string, result any) error {
	manager := view.NewManager(s.client.Client)
	found, err := manager.CreateContainerView(s.ctx, s.client.ServiceContent.RootFolder, kinds, true)
	if err != nil {
		return err
	}
	defer func() { _ = found.Destroy(s.ctx) }()
	return found.Retrieve(s.ctx, kinds, properties, result)
}

func (s *session) one(ref types.ManagedObjectReference, properties []string, result any) error {
	return property.DefaultCollector(s.client.Client).RetrieveOne(s.ctx, ref, properties, result)
}

// path is that of an object, or its id where it has none.
func (s *session) path(ref types.ManagedObjectReference) string {
	if path, ok := s.paths[ref]; ok {
		return path
	}
	if ref == s.client.ServiceContent.RootFolder {
		return "/"
	}
	return ref.Value
}

// name is the last part of the path.
func (s *session) name(ref types.ManagedObjectReference) string {
	path := s.path(ref)
	return path[strings.LastIndex(path, "/")+1:]
}

func (s *session) names(refs []types.ManagedObjectReference) []string {
	result := []string{}
	for _, ref := range refs {
		result = append(result, s.name(ref))
	}
	sort.Strings(result)
	return result
}

func (s *session) tagsOf(ref types.ManagedObjectReference) []string {
	if found, ok := s.tags[ref]; ok {
		return found
	}
	return []string{}
}

func isTrue(value *bool) bool { return value != nil && *value }

func sortBy[T any](list []T, key func(T) string) {
	sort.SliceStable(list, func(i, j int) bool { return key(list[i]) < key(list[j]) })
}
