package vm_lifecycle

findings contains finding("deny", "development-on-production-network", vm.vm, message) if {
	some vm in input.vms.after
	category_of(vm) == "development"
	some nic in vm.networks
	nic.category == "production"
	message := concat("", ["a development VM has no interface on a production network, and ", quoted(text_of(nic, "network")), " is one; use a network of its own category"])
}

findings contains finding("deny", "open-to-everywhere", vm.vm, message) if {
	some vm in input.vms.after
	some open in vm.open_to_everywhere
	not approved[[text_of(vm, "address"), "open-network"]]
	message := concat("", [open, " is open to everywhere; name the addresses that need it, or have it approved: allows \"open-network\", of address ", quoted(text_of(vm, "address")), ", in plans/approvals.json"])
}
