package reader

// Cluster is a cluster of hosts, with what DRS and HA are told.
type Cluster struct {
	Path        string       `json:"path"`
	Hosts       []string     `json:"hosts"`
	DRS         DRS          `json:"drs"`
	DPM         DPM          `json:"dpm"`
	HA          HA           `json:"ha"`
	Groups      []Group      `json:"groups"`
	Rules       []Rule       `json:"rules"`
	DRSOverride []DRSVM      `json:"drsOverrides"`
	HAOverride  []HASettings `json:"haOverrides"`
	Tags        []string     `json:"tags"`
}

type DRS struct {
	Enabled            bool              `json:"enabled"`
	AutomationLevel    string            `json:"automationLevel"`
	MigrationThreshold int32             `json:"migrationThreshold"`
	VMOverrides        bool              `json:"vmOverridesEnabled"`
	Options            map[string]string `json:"options"`
}

type DPM struct {
	Enabled         bool   `json:"enabled"`
	AutomationLevel string `json:"automationLevel"`
}

type HA struct {
	Enabled             bool              `json:"enabled"`
	HostMonitoring      string            `json:"hostMonitoring"`
	VMMonitoring        string            `json:"vmMonitoring"`
	ComponentProtection string            `json:"componentProtection"`
	HeartbeatPolicy     string            `json:"heartbeatDatastorePolicy"`
	HeartbeatDatastores []string          `json:"heartbeatDatastores"`
	Admission           Admission         `json:"admissionControl"`
	Defaults            HASettings        `json:"defaults"`
	Options             map[string]string `json:"options"`
}

// Admission is the reserve for failover. Policy is resourcePercentage, slotPolicy or failoverHosts.
type Admission struct {
	Enabled              bool     `json:"enabled"`
	Policy               string   `json:"policy,omitempty"`
	HostFailures         int32    `json:"hostFailures"`
	AutoCompute          bool     `json:"autoCompute"`
	CPUPercent           int32    `json:"cpuPercent"`
	MemoryPercent        int32    `json:"memoryPercent"`
	FailoverHosts        []string `json:"failoverHosts,omitempty"`
	PerformanceTolerance *int32   `json:"performanceTolerancePercent,omitempty"`
}

// HASettings is what HA does with a machine; VM is empty for the cluster's defaults.
type HASettings struct {
	VM                    string `json:"vm,omitempty"`
	RestartPriority       string `json:"restartPriority"`
	RestartTimeoutSeconds int32  `json:"restartTimeoutSeconds"`
	IsolationResponse     string `json:"isolationResponse"`
	Monitoring            string `json:"monitoring,omitempty"`
	FailureInterval       int32  `json:"failureIntervalSeconds,omitempty"`
	MinimumUptime         int32  `json:"minimumUptimeSeconds,omitempty"`
	MaximumFailures       int32  `json:"maximumFailures,omitempty"`
	MaximumFailureWindow  int32  `json:"maximumFailureWindowSeconds,omitempty"`
	APDResponse           string `json:"apdResponse,omitempty"`
	PDLResponse           string `json:"pdlResponse,omitempty"`
}

type DRSVM struct {
	VM              string `json:"vm"`
	Enabled         bool   `json:"enabled"`
	AutomationLevel string `json:"automationLevel"`
}

// Group is a named set; Type is vm or host.
type Group struct {
	Name    string   `json:"name"`
	Type    string   `json:"type"`
	Members []string `json:"members"`
}

// Rule is affinity, antiAffinity, vmHost or dependency.
type Rule struct {
	Name      string   `json:"name"`
	Type      string   `json:"type"`
	Enabled   bool     `json:"enabled"`
	Mandatory bool     `json:"mandatory"`
	Members   []string `json:"members,omitempty"`
	VMGroup   string   `json:"vmGroup,omitempty"`
	// HostGroup is where the machines shall run, AntiHostGroup where they shall not.
	HostGroup     string `json:"hostGroup,omitempty"`
	AntiHostGroup string `json:"antiHostGroup,omitempty"`
	// DependsOn is the group that starts first.
	DependsOn string `json:"dependsOn,omitempty"`
}
