// Package customization is a guest customization in plain words and without its secrets, as the
// simulator keeps it and the reader prints it.
package customization

import (
	"strconv"

	"github.com/vmware/govmomi/vim25/types"
)

// Path is where the simulator serves what it keeps, by machine; a real vCenter has no such thing.
const Path = "/lab/customizations"

// Redacted stands for a secret that was set.
const Redacted = "(redacted)"

// Customization is the last specification that a machine was customized with.
type Customization struct {
	OS string `json:"os"`
	// HostName is the Linux host name or the Windows computer name.
	HostName       string    `json:"hostName"`
	Domain         string    `json:"domain,omitempty"`
	TimeZone       string    `json:"timeZone,omitempty"`
	HwClockUTC     *bool     `json:"hwClockUtc,omitempty"`
	Script         string    `json:"script,omitempty"`
	DNSServers     []string  `json:"dnsServers,omitempty"`
	DNSSuffixes    []string  `json:"dnsSuffixes,omitempty"`
	Adapters       []Adapter `json:"adapters"`
	Windows        *Windows  `json:"windows,omitempty"`
	ChangeSID      *bool     `json:"changeSid,omitempty"`
	RebootOption   string    `json:"rebootOption,omitempty"`
	DeleteAccounts *bool     `json:"deleteAccounts,omitempty"`
}

// Windows is the part of a specification that sysprep takes.
type Windows struct {
	FullName            string   `json:"fullName"`
	Organization        string   `json:"organization"`
	ProductKey          string   `json:"productKey,omitempty"`
	Workgroup           string   `json:"workgroup,omitempty"`
	JoinDomain          string   `json:"joinDomain,omitempty"`
	DomainAdmin         string   `json:"domainAdmin,omitempty"`
	DomainAdminPassword string   `json:"domainAdminPassword,omitempty"`
	AdminPassword       string   `json:"adminPassword,omitempty"`
	AutoLogon           bool     `json:"autoLogon"`
	AutoLogonCount      int32    `json:"autoLogonCount"`
	RunOnce             []string `json:"runOnce,omitempty"`
}

// Adapter is the address of one card, in the order of the cards.
type Adapter struct {
	// Address is empty for DHCP.
	Address    string   `json:"address,omitempty"`
	Netmask    string   `json:"netmask,omitempty"`
	Gateways   []string `json:"gateways,omitempty"`
	DNSServers []string `json:"dnsServers,omitempty"`
	DNSDomain  string   `json:"dnsDomain,omitempty"`
}

// From describes a specification.
func From(spec *types.CustomizationSpec) Customization {
	result := Customization{
		DNSServers:  spec.GlobalIPSettings.DnsServerList,
		DNSSuffixes: spec.GlobalIPSettings.DnsSuffixList,
		Adapters:    []Adapter{},
	}
	for _, setting := range spec.NicSettingMap {
		result.Adapters = append(result.Adapters, adapter(&setting.Adapter))
	}
	switch identity := spec.Identity.(type) {
	case *types.CustomizationLinuxPrep:
		result.OS, result.HostName = "linux", name(identity.HostName)
		result.Domain, result.TimeZone, result.HwClockUTC = identity.Domain, identity.TimeZone, identity.HwClockUTC
		result.Script = secret(identity.ScriptText != "")
	case *types.CustomizationSysprep:
		result.OS, result.HostName = "windows", name(identity.UserData.ComputerName)
		result.TimeZone = strconv.Itoa(int(identity.GuiUnattended.TimeZone)) // Microsoft's number
		result.Windows = windows(identity)
	case *types.CustomizationSysprepText:
		result.OS, result.Script = "windows", Redacted
	case *types.CustomizationCloudinitPrep:
		result.OS, result.Script = "cloud-init", Redacted
	}
	if options, ok := spec.Options.(*types.CustomizationWinOptions); ok {
		result.ChangeSID, result.DeleteAccounts = &options.ChangeSID, &options.DeleteAccounts
		result.RebootOption = string(options.Reboot)
	}
	return result
}

func windows(identity *types.CustomizationSysprep) *Windows {
	result := &Windows{
		FullName:            identity.UserData.FullName,
		Organization:        identity.UserData.OrgName,
		ProductKey:          secret(identity.UserData.ProductId != ""),
		Workgroup:           identity.Identification.JoinWorkgroup,
		JoinDomain:          identity.Identification.JoinDomain,
		DomainAdmin:         identity.Identification.DomainAdmin,
		DomainAdminPassword: secret(identity.Identification.DomainAdminPassword != nil),
		AdminPassword:       secret(identity.GuiUnattended.Password != nil),
		AutoLogon:           identity.GuiUnattended.AutoLogon,
		AutoLogonCount:      identity.GuiUnattended.AutoLogonCount,
	}
	if identity.GuiRunOnce != nil {
		result.RunOnce = identity.GuiRunOnce.CommandList
	}
	return result
}

func adapter(settings *types.CustomizationIPSettings) Adapter {
	result := Adapter{
		Netmask:    settings.SubnetMask,
		Gateways:   settings.Gateway,
		DNSServers: settings.DnsServerList,
		DNSDomain:  settings.DnsDomain,
	}
	if fixed, ok := settings.Ip.(*types.CustomizationFixedIp); ok {
		result.Address = fixed.IpAddress
	}
	return result
}

func name(generator types.BaseCustomizationName) string {
	switch value := generator.(type) {
	case *types.CustomizationFixedName:
		return value.Name
	case *types.CustomizationPrefixName:
		return value.Base + "*"
	case *types.CustomizationVirtualMachineName:
		return "(name of the virtual machine)"
	}
	return ""
}

func secret(set bool) string {
	if set {
		return Redacted
	}
	return ""
}
