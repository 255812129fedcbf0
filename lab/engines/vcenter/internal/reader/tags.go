package reader

import (
	"encoding/json"
	"net/http"
	"net/url"
	"sort"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/vapi/rest"
	"github.com/vmware/govmomi/vapi/tags"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	"vm-lifecycle/lab/engines/vcenter/internal/customization"
)

// readTags reads categories, tags, and what each tag is attached to.
func (s *session) readTags(inventory *Inventory) error {
	client := rest.NewClient(s.client.Client)
	if err := client.Login(s.ctx, url.UserPassword(s.login.User, s.login.Password)); err != nil {
		return err
	}
	defer func() { _ = client.Logout(s.ctx) }()
	manager := tags.NewManager(client)
	s.tags = map[types.ManagedObjectReference][]string{}
	inventory.TagCategories, inventory.Tags = []TagCategory{}, []Tag{}
	categories, err := manager.GetCategories(s.ctx)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, category := range categories {
		names[category.ID] = category.Name
		kinds := append([]string{}, category.AssociableTypes...)
		sort.Strings(kinds)
		inventory.TagCategories = append(inventory.TagCategories, TagCategory{
			category.Name, category.Description, category.Cardinality, kinds,
		})
	}
	all, err := manager.GetTags(s.ctx)
	if err != nil {
		return err
	}
	for _, tag := range all {
		inventory.Tags = append(inventory.Tags, Tag{names[tag.CategoryID], tag.Name, tag.Description})
		attached, err := manager.ListAttachedObjects(s.ctx, tag.ID)
		if err != nil {
			return err
		}
		for _, item := range attached {
			ref := item.Reference()
			s.tags[ref] = append(s.tags[ref], names[tag.CategoryID]+":"+tag.Name)
		}
	}
	for _, list := range s.tags {
		sort.Strings(list)
	}
	sortBy(inventory.TagCategories, func(c TagCategory) string { return c.Name })
	sortBy(inventory.Tags, func(t Tag) string { return t.Category + ":" + t.Name })
	return nil
}

func (s *session) readFields(inventory *Inventory) error {
	s.fields, inventory.CustomFields = map[int32]string{}, []CustomField{}
	manager, err := object.GetCustomFieldsManager(s.client.Client)
	if err != nil {
		return err
	}
	fields, err := manager.Field(s.ctx)
	if err != nil {
		return err
	}
	for _, field := range fields {
		s.fields[field.Key] = field.Name
		inventory.CustomFields = append(inventory.CustomFields, CustomField{field.Name, field.ManagedObjectType})
	}
	sortBy(inventory.CustomFields, func(f CustomField) string { return f.Name + " " + f.Type })
	return nil
}

// readCustomizations asks the simulator for what it keeps. A vCenter keeps no customizations, and
// has no such address.
func (s *session) readCustomizations(*Inventory) error {
	address := *s.client.URL()
	if !isLoopback(&address) {
		return nil
	}
	address.Path, address.User = customization.Path, nil
	request, err := http.NewRequestWithContext(s.ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return err
	}
	request.SetBasicAuth(s.login.User, s.login.Password)
	client := http.Client{Transport: soap.NewClient(&address, true).DefaultTransport()}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(&s.customizations)
}
