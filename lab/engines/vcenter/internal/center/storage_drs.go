package center

import (
	"strconv"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/soap"
	"github.com/vmware/govmomi/vim25/types"
)

type storageResourceManager struct {
	*simulator.StorageResourceManager
	center *center
}

// recommendation is a placement that the client may apply.
type recommendation struct {
	spec  types.StoragePlacementSpec
	store types.ManagedObjectReference
}

// RecommendDatastores names the datastore of the cluster with the most free space. The simulator
// recommends nothing for a clone without new disks, and can't apply what it recommends.
func (m *storageResourceManager) RecommendDatastores(ctx *simulator.Context, req *types.RecommendDatastores) soap.HasFault {
	body := new(methods.RecommendDatastoresBody)
	pod := m.pod(ctx, &req.StorageSpec)
	if pod == nil {
		body.Fault_ = simulator.Fault("", invalid("podSelectionSpec.storagePod"))
		return body
	}
	var best *simulator.Datastore
	for _, ref := range pod.ChildEntity {
		store, ok := ctx.Map.Get(ref).(*simulator.Datastore)
		if ok && (best == nil || store.Summary.FreeSpace > best.Summary.FreeSpace) {
			best = store
		}
	}
	body.Res = new(types.RecommendDatastoresResponse)
	if best == nil {
		return body
	}
	key := m.remember(recommendation{copyOf(req.StorageSpec), best.Self})
	body.Res.Returnval.Recommendations = []types.ClusterRecommendation{{
		Key:        key,
		Type:       "V1",
		Time:       time.Now(),
		Rating:     1,
		Reason:     string(types.RecommendationReasonCodeStoragePlacement),
		ReasonText: "Satisfy storage initial placement requests",
		Target:     &pod.Self,
		Action: []types.BaseClusterAction{&types.StoragePlacementAction{
			ClusterAction: types.ClusterAction{Type: "StoragePlacementV1"},
			Vm:            req.StorageSpec.Vm,
			RelocateSpec:  types.VirtualMachineRelocateSpec{Datastore: &best.Self},
			Destination:   best.Self,
		}},
	}}
	return body
}

func (m *storageResourceManager) remember(made recommendation) string {
	m.center.mu.Lock()
	defer m.center.mu.Unlock()
	m.center.lastRecommendation++
	key := strconv.Itoa(m.center.lastRecommendation)
	m.center.recommendations[key] = made
	return key
}

// pod is the datastore cluster that the client asks for.
func (m *storageResourceManager) pod(ctx *simulator.Context, spec *types.StoragePlacementSpec) *simulator.StoragePod {
	ref := spec.PodSelectionSpec.StoragePod
	if ref == nil && len(spec.PodSelectionSpec.InitialVmConfig) > 0 {
		ref = &spec.PodSelectionSpec.InitialVmConfig[0].StoragePod
	}
	if ref == nil {
		return nil
	}
	pod, _ := ctx.Map.Get(*ref).(*simulator.StoragePod)
	return pod
}

// ApplyStorageDrsRecommendationTask does what was recommended.
func (m *storageResourceManager) ApplyStorageDrsRecommendationTask(ctx *simulator.Context, req *types.ApplyStorageDrsRecommendation_Task) soap.HasFault {
	ref := run(ctx, m.StorageResourceManager, "applyRecommendations", func() (types.AnyType, types.BaseMethodFault) {
		if len(req.Key) != 1 {
			return nil, invalid("key")
		}
		m.center.mu.Lock()
		made, ok := m.center.recommendations[req.Key[0]]
		delete(m.center.recommendations, req.Key[0])
		m.center.mu.Unlock()
		if !ok {
			return nil, invalid("key")
		}
		vm, fault := m.apply(ctx, made)
		return types.ApplyStorageRecommendationResult{Vm: vm}, fault
	})
	return &methods.ApplyStorageDrsRecommendation_TaskBody{
		Res: &types.ApplyStorageDrsRecommendation_TaskResponse{Returnval: ref},
	}
}

func (m *storageResourceManager) apply(ctx *simulator.Context, made recommendation) (*types.ManagedObjectReference, types.BaseMethodFault) {
	spec := made.spec
	if spec.Vm == nil {
		return nil, &types.NotSupported{} // a machine from nothing: not what this lab shows
	}
	found, ok := ctx.Map.Get(*spec.Vm).(*simulator.VirtualMachine)
	if !ok {
		return nil, &types.ManagedObjectNotFound{Obj: *spec.Vm}
	}
	vm := &virtualMachine{found, m.center}
	var answer soap.HasFault
	switch types.StoragePlacementSpecPlacementType(spec.Type) {
	case types.StoragePlacementSpecPlacementTypeClone:
		spec.CloneSpec.Location.Datastore = &made.store
		for i := range spec.CloneSpec.Location.Disk {
			spec.CloneSpec.Location.Disk[i].Datastore = made.store
		}
		answer = vm.CloneVMTask(ctx, &types.CloneVM_Task{
			This: found.Self, Folder: *spec.Folder, Name: spec.CloneName, Spec: *spec.CloneSpec,
		})
	case types.StoragePlacementSpecPlacementTypeReconfigure:
		m.aim(ctx, spec.ConfigSpec, made.store)
		answer = vm.ReconfigVMTask(ctx, &types.ReconfigVM_Task{This: found.Self, Spec: *spec.ConfigSpec})
	case types.StoragePlacementSpecPlacementTypeRelocate:
		spec.RelocateSpec.Datastore = &made.store
		answer = vm.RelocateVMTask(ctx, &types.RelocateVM_Task{This: found.Self, Spec: *spec.RelocateSpec})
	default:
		return nil, &types.NotSupported{}
	}
	result, fault := finish(ctx, answer)
	if clone, ok := result.(types.ManagedObjectReference); ok {
		return &clone, fault
	}
	return spec.Vm, fault
}

// aim lets new disks be made on the recommended datastore.
func (m *storageResourceManager) aim(ctx *simulator.Context, spec *types.VirtualMachineConfigSpec, store types.ManagedObjectReference) {
	name := ctx.Map.Get(store).(*simulator.Datastore).Name
	for _, change := range spec.DeviceChange {
		device := change.GetVirtualDeviceConfigSpec()
		disk, ok := device.Device.(*types.VirtualDisk)
		if !ok || device.FileOperation != types.VirtualDeviceConfigSpecFileOperationCreate {
			continue
		}
		if backing, ok := disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo); ok {
			backing.FileName, backing.Datastore = "["+name+"]", nil
		}
	}
}
