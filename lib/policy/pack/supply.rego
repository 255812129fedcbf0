package vm_lifecycle

# What a plan may run: providers by their source, and programs not at all.

findings contains finding("deny", "provider-unlisted", provider, "a provider is one of the allow-list; use another, or add it to providers in policies/data.json") if {
	some provider in input.plan.providers
	not provider_allowed(provider)
}

findings contains finding("deny", "executes-programs", text_of(one, "address"), message) if {
	some one in input.plan.executes
	not executes_allowed[text_of(one, "address")]
	message := concat("", [text_of(one, "kind"), " runs a program wherever a plan or an apply runs; take it out, or add its address to executes in policies/data.json"])
}

# An entry without host is of one of the two public registries; with host, of that one alone.
provider_allowed(provider) if allowed_providers[provider]

provider_allowed(provider) if {
	some registry in ["registry.terraform.io/", "registry.opentofu.org/"]
	startswith(provider, registry)
	allowed_providers[trim_prefix(provider, registry)]
}

allowed_providers := {one | some one in data.vm_lifecycle.settings.providers} if {
	data.vm_lifecycle.settings.providers
} else := {
	"dmacvicar/libvirt",
	"bpg/proxmox",
	"vmware/vsphere",
	"hashicorp/vsphere",
	"terraform.io/builtin/terraform",
}

executes_allowed contains address if some address in data.vm_lifecycle.settings.executes
