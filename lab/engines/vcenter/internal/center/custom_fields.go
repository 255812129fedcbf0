package center

import (
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type customFieldsManager struct {
	*simulator.CustomFieldsManager
	center *center
}

// AddCustomFieldDef makes values strings and keys positive, as vCenter does; the simulator starts
// at zero, and gives a field the type of the objects it is for.
func (m *customFieldsManager) AddCustomFieldDef(ctx *simulator.Context, req *types.AddCustomFieldDef) soap.HasFault {
	answer := m.CustomFieldsManager.AddCustomFieldDef(ctx, req)
	body := answer.(*methods.AddCustomFieldDefBody)
	if body.Res == nil {
		return answer
	}
	made := &m.Field[len(m.Field)-1]
	before := made.Key
	made.Key, made.Type = firstField, "string"
	for _, field := range m.Field[:len(m.Field)-1] {
		made.Key = max(made.Key, field.Key+1)
	}
	for _, entity := range ctx.Map.All(req.MoType) {
		available := entity.Entity().AvailableField
		for i := range available {
			if available[i].Key == before && available[i].Name == made.Name {
				available[i] = *made
			}
		}
	}
	body.Res.Returnval = *made
	return body
}

const firstField = 101

// RenameCustomFieldDef refuses a name that another field has.
func (m *customFieldsManager) RenameCustomFieldDef(ctx *simulator.Context, req *types.RenameCustomFieldDef) soap.HasFault {
	for _, field := range m.Field {
		if field.Name == req.Name && field.Key != req.Key {
			return &methods.RenameCustomFieldDefBody{
				Fault_: simulator.Fault("", &types.DuplicateName{Name: req.Name, Object: m.Self}),
			}
		}
	}
	return m.CustomFieldsManager.RenameCustomFieldDef(ctx, req)
}

// SetField removes the value where it is set to nothing.
func (m *customFieldsManager) SetField(ctx *simulator.Context, req *types.SetField) soap.HasFault {
	answer := m.CustomFieldsManager.SetField(ctx, req)
	if answer.Fault() != nil || req.Value != "" {
		return answer
	}
	if entity, ok := ctx.Map.Get(req.Entity).(mo.Entity); ok {
		ctx.WithLock(entity, func() {
			found := entity.Entity()
			found.CustomValue = withoutField(found.CustomValue, req.Key)
			found.Value = withoutField(found.Value, req.Key)
		})
	}
	return answer
}

func withoutField(values []types.BaseCustomFieldValue, key int32) []types.BaseCustomFieldValue {
	var kept []types.BaseCustomFieldValue
	for _, value := range values {
		if value.GetCustomFieldValue().Key != key {
			kept = append(kept, value)
		}
	}
	return kept
}
