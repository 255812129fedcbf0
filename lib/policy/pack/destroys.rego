package vm_lifecycle

# Destroys and loss of data: the same rules as the built-in ones, for those who run this pack without vm-lifecycle.

findings contains finding("deny", rule, address, message) if {
	some i, allows in approval_needed
	change := input.changes[i]
	some address in addresses_to_approve(change)
	not approved[[address, allows]]
	rule := rule_for(change, address, allows)
	message := concat("", [
		"needs an approval of exactly this address for ",
		quoted(allows),
		" in plans/approvals.json, not expired, of stack ",
		quoted(input.stack),
		": ",
		text_of(change, "address"),
		" meets ",
		text_of(change, "action"),
		" (",
		text_of(change, "impact"),
		")",
	])
}

findings contains finding("warn", "protected-moved", change.address, message) if {
	some i, change in input.changes
	guarded[change.previousAddress]
	not guarded[change.address]
	not approval_needed[i]
	message := concat("", [quoted(change.previousAddress), " is protected, and moves to an address which is not; add that to plans/protected.json"])
}

# What would be gone at once: machines, and addresses that belong to none.
findings contains plan_finding("deny", "blast-radius", message) if {
	count(destroyed) > blast_limit
	message := concat("", [
		"destroys ",
		format_int(count(destroyed), 10),
		" machines or data resources, and ",
		format_int(blast_limit, 10),
		" are allowed in one plan; split the change, or raise blast_radius in policies/data.json",
	])
}

destroyed contains object.get(change, "vm", change.address) if {
	some change in input.changes
	takes_state(change)
}

blast_limit := max([blast_minimum, floor((blast_percent * population) / 100)])

default blast_minimum := 1

blast_minimum := data.vm_lifecycle.settings.blast_radius.minimum if {
	is_number(data.vm_lifecycle.settings.blast_radius.minimum)
}

default blast_percent := 10

blast_percent := data.vm_lifecycle.settings.blast_radius.percent if {
	is_number(data.vm_lifecycle.settings.blast_radius.percent)
}

# Of machines, where the plan has an inventory; else of resources.
population := count(input.vms.before) if {
	count(input.vms.before) > 0
} else := input.plan.resources_before

# What a change needs to be approved for, by its place in the plan.
approval_needed[i] := "destroy" if {
	some i, change in input.changes
	takes_state(change)
}

approval_needed[i] := "destroy" if {
	some i, change in input.changes
	ends(change)
	not power_cycled(change)
	count(guarded_names(change)) > 0
}

approval_needed[i] := "destroy" if {
	some i, change in input.changes
	loss_of(change) == "machine"
}

approval_needed[i] := "data-loss" if {
	some i, change in input.changes
	loss_of(change) == "data"
	not ends(change)
}

takes_state(change) if {
	ends(change)
	loss_of(change) != "nothing"
}

takes_state(change) if {
	change.kind == "virtual machine"
	ends(change)
	not power_cycled(change)
}

takes_state(change) if not known_actions[object.get(change, "action", "")]

power_cycled(change) if {
	change.kind == "virtual machine"
	not change.deposed
	change.action == "replace"
	change.impact == "power-cycle"
}

ends(change) if ending_actions[change.action]

ends(change) if not known_actions[object.get(change, "action", "")]

ends(change) if change.deposed

known_actions := {"create", "update", "import", "move", "replace", "delete", "forget"}

ending_actions := {"delete", "replace", "forget"}

loss_of(change) := object.get(losses, object.get(change, "impact", ""), "data")

losses := {
	"none": "nothing",
	"hot": "nothing",
	"reboot": "nothing",
	"power-cycle": "nothing",
	"rebuild": "machine",
	"data-loss": "data",
}

guarded contains entry.address if some entry in input.ledger

guarded contains vm.address if {
	some vm in input.vms.before
	vm.protected == true
}

guarded_names(change) := {address |
	some address in [object.get(change, "address", ""), object.get(change, "previousAddress", "")]
	guarded[address]
}

addresses_to_approve(change) := guarded_names(change) | {text_of(change, "address")}

rule_for(change, address, _) := "protected-without-approval" if {
	address in guarded_names(change)
} else := "destroy-without-approval" if {
	approval_kind(change) == "destroy"
} else := "data-loss-without-approval"

approval_kind(change) := "destroy" if {
	takes_state(change)
} else := "destroy" if {
	loss_of(change) == "machine"
} else := "data-loss"
