package vm_lifecycle

# Hardening that a change takes back, and waivers that are over.

findings contains finding("deny", "hardening-weakened", vm.vm, message) if {
	some vm in input.vms.after
	before := vms_before[vm.vm]
	was := before.hardening_pack
	is := text_of(vm, "hardening_pack")
	pack_rank(is) < pack_rank(was)
	not accepted_pack(vm.vm, is)
	message := concat("", ["hardening pack ", quoted(was), " becomes ", quoted(is), "; keep it, or accept that by name in policies/data.json"])
}

findings contains finding(strictness(vm), "waiver-added", vm.vm, message) if {
	some vm in input.vms.after
	before := vms_before[vm.vm]
	some waiver in vm.waivers
	not text_of(waiver, "control") in {known.control | some known in object.get(before, "waivers", [])}
	not accepted_waiver(vm.vm, text_of(waiver, "control"))
	message := concat("", ["control ", quoted(text_of(waiver, "control")), " is waived by this change; keep it, or accept that by name in policies/data.json"])
}

findings contains finding("deny", "waiver-expired", vm.vm, message) if {
	some vm in input.vms.after
	some waiver in vm.waivers
	not not_over(object.get(waiver, "expires", ""))
	message := concat("", ["the waiver of control ", quoted(text_of(waiver, "control")), " is over; set the control, or have the waiver renewed"])
}

vms_before[vm.vm] := vm if some vm in input.vms.before

# Unknown packs rank below all: nobody can say what they hold.
pack_rank(name) := rank if {
	some rank, known in packs
	known == name
} else := -1

default packs := ["baseline", "strict"]

packs := data.vm_lifecycle.settings.hardening_packs if is_array(data.vm_lifecycle.settings.hardening_packs)

accepted_pack(vm, pack) if {
	some one in data.vm_lifecycle.settings.accepted_weakening
	one.vm == vm
	one.pack == pack
	not_over(one.expires)
}

accepted_waiver(vm, control) if {
	some one in data.vm_lifecycle.settings.accepted_weakening
	one.vm == vm
	one.control == control
	not_over(one.expires)
}
