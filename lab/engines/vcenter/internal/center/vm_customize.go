package center

import (
	"encoding/json"
	"net/http"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"

	report "vm-lifecycle/lab/engines/vcenter/internal/customization"
)

// customization is what is kept of a specification: no password and no key.
type customization struct {
	report report.Customization
	// fixed holds the static addresses by MAC address.
	fixed map[string]lease
}

// CustomizeVMTask keeps the specification for whoever wants to compare it with what was declared; a
// vCenter forgets it.
func (vm *virtualMachine) CustomizeVMTask(ctx *simulator.Context, req *types.CustomizeVM_Task) soap.HasFault {
	ref := run(ctx, vm.VirtualMachine, "customizeVm", func() (types.AnyType, types.BaseMethodFault) {
		kept := customization{report.From(&req.Spec), vm.fixedAddresses(&req.Spec)}
		if _, fault := finish(ctx, vm.VirtualMachine.CustomizeVMTask(ctx, req)); fault != nil {
			return nil, fault
		}
		vm.center.mu.Lock()
		defer vm.center.mu.Unlock()
		vm.center.customizations[vm.Self] = kept
		return nil, nil
	})
	return &methods.CustomizeVM_TaskBody{Res: &types.CustomizeVM_TaskResponse{Returnval: ref}}
}

func (vm *virtualMachine) fixedAddresses(spec *types.CustomizationSpec) map[string]lease {
	fixed := map[string]lease{}
	for i, setting := range spec.NicSettingMap {
		ip, ok := setting.Adapter.Ip.(*types.CustomizationFixedIp)
		if !ok || i >= len(vm.Guest.Net) {
			continue
		}
		gateway := ""
		if len(setting.Adapter.Gateway) > 0 {
			gateway = setting.Adapter.Gateway[0]
		}
		fixed[vm.Guest.Net[i].MacAddress] = lease{ip.IpAddress, prefixOf(setting.Adapter.SubnetMask), gateway}
	}
	return fixed
}

// serveCustomizations answers with all of them, by the machines' references.
func (c *center) serveCustomizations(user, password string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if name, secret, ok := r.BasicAuth(); !ok || name != user || secret != password {
			http.Error(w, "unauthorized", http.StatusUnauthorized)
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		all := map[string]report.Customization{}
		for ref, kept := range c.customizations {
			all[ref.Value] = kept.report
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(all)
	}
}
