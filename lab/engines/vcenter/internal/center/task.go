package center

import (
	"reflect"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type job func() (types.AnyType, types.BaseMethodFault)

// run starts a task that the client waits for.
func run(ctx *simulator.Context, object mo.Reference, name string, work job) types.ManagedObjectReference {
	task := simulator.CreateTask(object, name, func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		return work()
	})
	return task.Run(ctx)
}

// finish waits for a task that one of govmomi's own methods has started. It reads the answer's
// Res.Returnval, which all methods that start tasks have.
func finish(ctx *simulator.Context, answer soap.HasFault) (types.AnyType, types.BaseMethodFault) {
	if fault := answer.Fault(); fault != nil {
		return nil, vimFault(fault)
	}
	ref := reflect.ValueOf(answer).Elem().FieldByName("Res").Elem().FieldByName("Returnval")
	task := ctx.Map.Get(ref.Interface().(types.ManagedObjectReference)).(*simulator.Task)
	task.Wait()
	if task.Info.Error != nil {
		return nil, task.Info.Error.Fault
	}
	return task.Info.Result, nil
}

func vimFault(fault *soap.Fault) types.BaseMethodFault {
	if base, ok := fault.VimFault().(types.BaseMethodFault); ok {
		return base
	}
	return &types.SystemError{Reason: fault.String}
}

// invalid is the fault for an argument that the call does not take.
func invalid(property string) types.BaseMethodFault {
	return &types.InvalidArgument{InvalidProperty: property}
}

func isTrue(value *bool) bool { return value != nil && *value }

func remove(list []types.ManagedObjectReference, ref types.ManagedObjectReference) []types.ManagedObjectReference {
	simulator.RemoveReference(&list, ref)
	return list
}
