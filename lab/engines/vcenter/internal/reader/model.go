package reader

import "vm-lifecycle/lab/engines/vcenter/internal/customization"

// Inventory is what a vCenter reports. Lists are sorted by path or name, references are paths.
type Inventory struct {
	About             About              `json:"about"`
	Clusters          []Cluster          `json:"clusters"`
	Hosts             []Host             `json:"hosts"`
	Datastores        []Datastore        `json:"datastores"`
	DatastoreClusters []DatastoreCluster `json:"datastoreClusters"`
	Networks          []Network          `json:"networks"`
	Folders           []Folder           `json:"folders"`
	ResourcePools     []ResourcePool     `json:"resourcePools"`
	VirtualMachines   []VirtualMachine   `json:"virtualMachines"`
	Templates         []VirtualMachine   `json:"templates"`
	TagCategories     []TagCategory      `json:"tagCategories"`
	Tags              []Tag              `json:"tags"`
	CustomFields      []CustomField      `json:"customFields"`
	Roles             []Role             `json:"roles"`
	Permissions       []Permission       `json:"permissions"`
}

type About struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type Host struct {
	Path            string   `json:"path"`
	Version         string   `json:"version"`
	ConnectionState string   `json:"connectionState"`
	Maintenance     bool     `json:"maintenanceMode"`
	Cores           int16    `json:"cores"`
	Megahertz       int32    `json:"megahertzPerCore"`
	MemoryMebibytes int64    `json:"memoryMebibytes"`
	VirtualMachines []string `json:"virtualMachines"`
}

type Datastore struct {
	Path       string   `json:"path"`
	Type       string   `json:"type"`
	Accessible bool     `json:"accessible"`
	Tags       []string `json:"tags"`
}

type DatastoreCluster struct {
	Path       string   `json:"path"`
	StorageDRS bool     `json:"storageDrsEnabled"`
	Datastores []string `json:"datastores"`
	Tags       []string `json:"tags"`
}

type Network struct {
	Path string   `json:"path"`
	Type string   `json:"type"`
	Tags []string `json:"tags"`
}

type Folder struct {
	Path string   `json:"path"`
	Tags []string `json:"tags"`
}

// Allocation is the share of processor (MHz) or memory (MiB) that a pool or machine gets.
type Allocation struct {
	SharesLevel string `json:"sharesLevel"`
	Shares      int32  `json:"shares"`
	Reservation int64  `json:"reservation"`
	// Limit is -1 where there is none.
	Limit      int64 `json:"limit"`
	Expandable bool  `json:"expandable"`
}

type ResourcePool struct {
	Path            string     `json:"path"`
	Name            string     `json:"name"`
	CPU             Allocation `json:"cpu"`
	Memory          Allocation `json:"memory"`
	VirtualMachines []string   `json:"virtualMachines"`
	Tags            []string   `json:"tags"`
}

type TagCategory struct {
	Name            string   `json:"name"`
	Description     string   `json:"description"`
	Cardinality     string   `json:"cardinality"`
	AssociableTypes []string `json:"associableTypes"`
}

type Tag struct {
	Category    string `json:"category"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

type CustomField struct {
	Name string `json:"name"`
	// Type is the type of object that has the field; empty for all.
	Type string `json:"type"`
}

type Role struct {
	Name string `json:"name"`
	// System roles are vCenter's own, and listed without their privileges.
	System     bool     `json:"system"`
	Privileges []string `json:"privileges,omitempty"`
}

type Permission struct {
	Entity    string `json:"entity"`
	Type      string `json:"entityType"`
	Principal string `json:"principal"`
	Group     bool   `json:"isGroup"`
	Role      string `json:"role"`
	Propagate bool   `json:"propagate"`
}

// VirtualMachine is a machine or a template.
type VirtualMachine struct {
	Path         string `json:"path"`
	Name         string `json:"name"`
	ID           string `json:"id"`
	UUID         string `json:"uuid"`
	InstanceUUID string `json:"instanceUuid"`
	Folder       string `json:"folder"`
	ResourcePool string `json:"resourcePool,omitempty"`
	Host         string `json:"host"`
	PowerState   string `json:"powerState"`
	Annotation   string `json:"annotation"`

	GuestID              string `json:"guestId"`
	HardwareVersion      string `json:"hardwareVersion"`
	Firmware             string `json:"firmware"`
	SecureBoot           bool   `json:"secureBoot"`
	VirtualTPM           bool   `json:"virtualTpm"`
	Encrypted            bool   `json:"encrypted"`
	MigrateEncryption    string `json:"migrateEncryption"`
	FaultTolEncryption   string `json:"faultToleranceEncryption"`
	NestedVirtualization bool   `json:"nestedVirtualization"`
	SwapPlacement        string `json:"swapPlacement"`
	LatencySensitivity   string `json:"latencySensitivity"`

	CPU    CPU    `json:"cpu"`
	Memory Memory `json:"memory"`
	Flags  Flags  `json:"flags"`
	Tools  Tools  `json:"tools"`
	Boot   Boot   `json:"boot"`

	ExtraConfig   map[string]string `json:"extraConfig"`
	Controllers   []Device          `json:"controllers"`
	Disks         []Disk            `json:"disks"`
	Cards         []NetworkCard     `json:"networkCards"`
	OtherDevices  []Device          `json:"otherDevices"`
	Snapshots     []Snapshot        `json:"snapshots"`
	CustomValues  map[string]string `json:"customValues"`
	Tags          []string          `json:"tags"`
	StoragePolicy string            `json:"storagePolicy,omitempty"`

	Guest         Guest                        `json:"guest"`
	Customization *customization.Customization `json:"customization,omitempty"`
}

type CPU struct {
	Count          int32 `json:"count"`
	CoresPerSocket int32 `json:"coresPerSocket"`
	HotAdd         bool  `json:"hotAdd"`
	HotRemove      bool  `json:"hotRemove"`
	Allocation
}

type Memory struct {
	Mebibytes   int32 `json:"mebibytes"`
	HotAdd      bool  `json:"hotAdd"`
	LockedToMax bool  `json:"reservationLockedToMax"`
	Allocation
}

type Flags struct {
	EnableLogging bool   `json:"enableLogging"`
	DiskUUID      bool   `json:"diskUuidEnabled"`
	VBS           bool   `json:"vbsEnabled"`
	VVTD          bool   `json:"vvtdEnabled"`
	ExecUsage     string `json:"virtualExecUsage"`
	MMUUsage      string `json:"virtualMmuUsage"`
}

type Tools struct {
	UpgradePolicy           string `json:"upgradePolicy"`
	SyncTimeWithHost        bool   `json:"syncTimeWithHost"`
	SyncTimeWithHostAllowed bool   `json:"syncTimeWithHostAllowed"`
}

type Boot struct {
	DelayMilliseconds int64 `json:"delayMilliseconds"`
	RetryEnabled      bool  `json:"retryEnabled"`
	EnterSetup        bool  `json:"enterSetup"`
}

type Device struct {
	Label string `json:"label"`
	Type  string `json:"type"`
}

type Disk struct {
	Label      string `json:"label"`
	Controller string `json:"controller"`
	Unit       int32  `json:"unit"`
	Bytes      int64  `json:"bytes"`
	Mode       string `json:"mode"`
	Thin       bool   `json:"thinProvisioned"`
	EagerScrub bool   `json:"eagerlyScrub"`
	Sharing    string `json:"sharing,omitempty"`
	File       string `json:"file"`
	// Parent is the file that a linked clone's disk is based on.
	Parent        string `json:"parent,omitempty"`
	UUID          string `json:"uuid"`
	StoragePolicy string `json:"storagePolicy,omitempty"`
}

type NetworkCard struct {
	Label       string `json:"label"`
	Type        string `json:"type"`
	Network     string `json:"network"`
	MAC         string `json:"mac"`
	AddressType string `json:"addressType"`
	Connected   bool   `json:"startConnected"`
}

type Snapshot struct {
	// Path is the names from the root, joined by "/".
	Path        string `json:"path"`
	Description string `json:"description"`
	Current     bool   `json:"current"`
	PowerState  string `json:"powerState"`
	Quiesced    bool   `json:"quiesced"`
}

type Guest struct {
	HostName     string   `json:"hostName"`
	Addresses    []string `json:"addresses"`
	ToolsRunning bool     `json:"toolsRunning"`
}
