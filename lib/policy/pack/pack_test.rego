package vm_lifecycle_test

import data.vm_lifecycle

plan(changes) := {
	"stack": "prod",
	"category": "production",
	"today": "2026-11-21",
	"change_reference": "CHG-1",
	"plan": {"errored": false, "complete": true, "providers": [], "executes": [], "resources_before": 40},
	"changes": changes,
	"drift": [],
	"vms": {"before": [], "after": []},
	"ledger": [],
	"approvals": [],
}

deleted := {
	"address": "libvirt_volume.data",
	"action": "delete",
	"impact": "data-loss",
	"kind": "disk",
	"vm": "db",
}

approval := {
	"stack": "prod",
	"address": "libvirt_volume.data",
	"allows": "destroy",
	"reason": "agreed",
	"expires": "2026-11-21",
}

rules contains finding.rule if some finding in vm_lifecycle.findings

test_nothing_to_say if {
	count(vm_lifecycle.findings) == 0 with input as plan([])
}

test_no_input_is_denied if {
	"input-malformed" in rules with input as {}
}

test_rows_without_name_are_denied if {
	"input-malformed" in rules with input as object.union(plan([]), {"vms": {"before": [], "after": [{}]}})
}

test_deleted_disk_needs_approval if {
	rules == {"destroy-without-approval"} with input as plan([deleted])
}

test_approved_by_exact_address if {
	count(rules) == 0 with input as object.union(plan([deleted]), {"approvals": [approval]})
}

test_tampered_approvals if {
	every change in [
		{"stack": "staging"},
		{"address": "libvirt_volume.DATA"},
		{"address": "libvirt_volume.*"},
		{"allows": "data-loss"},
		{"expires": "2026-11-20"},
		{"expires": "never"},
		{"expires": "9e10-01-01"},
		{"expires": "2026-13-01"},
		{"expires": null},
	] {
		rules == {"destroy-without-approval"} with input as object.union(
			plan([deleted]),
			{"approvals": [object.union(approval, change)]},
		)
	}
}

test_conftest_sees_the_same if {
	some finding in vm_lifecycle.deny with input as plan([deleted])
	finding.msg == finding.message
	finding.subject == "libvirt_volume.data"
}

test_settings_are_data if {
	rules == {"provider-unlisted"} with input as object.union(
		plan([]),
		{"plan": {"errored": false, "complete": true, "providers": ["a/b"], "executes": [], "resources_before": 1}},
	)
	count(rules) == 0 with input as object.union(
		plan([]),
		{"plan": {"errored": false, "complete": true, "providers": ["a/b"], "executes": [], "resources_before": 1}},
	)
		with data.vm_lifecycle.settings as {"providers": ["a/b"]}
}
