package vm_lifecycle

# Backup, owner, ticket, expiry and template of each VM. A plan without inventory has no rows, and says nothing of these.

findings contains finding("deny", "production-without-backup", vm.vm, "a production VM has a backup policy; protect it by one") if {
	some vm in input.vms.after
	category_of(vm) == "production"
	text_of(vm, "backup_policy") == ""
	not not_over(text_of(vm, "without_backup_until"))
}

findings contains finding(severity, "owner-missing", vm.vm, "a VM has an owner; name the team that answers for it") if {
	some vm in input.vms.after
	text_of(vm, "owner") == ""
	severity := strictness(vm)
}

findings contains plan_finding("deny", "change-reference-missing", "a change in production has a ticket; give its change reference") if {
	input.category == "production"
	count(input.changes) > 0
	text_of(input, "change_reference") == ""
}

findings contains finding("deny", "expiry-missing", vm.vm, "a development VM has an expiry date; give the day until which it is needed") if {
	some vm in input.vms.after
	category_of(vm) == "development"
	not is_date(text_of(vm, "expires"))
}

findings contains finding("warn", "expired", vm.vm, concat("", ["it expired on ", vm.expires, "; retire it, or have its expiry renewed"])) if {
	some vm in input.vms.after
	is_date(text_of(vm, "expires"))
	not not_over(vm.expires)
}

# A machine that runs already is not refused for its template: that would stop every other change.
findings contains finding(severity, "template-uncertified", vm.vm, concat("", ["template ", quoted(vm.template), " is not certified; use one of the catalog that is"])) if {
	some vm in input.vms.after
	text_of(vm, "template") != ""
	not certified(vm)
	severity := template_severity(vm)
}

findings contains finding(severity, "template-sunset", vm.vm, message) if {
	some vm in input.vms.after
	sunset := vm.template_certification.sunset
	not not_over(sunset)
	severity := sunset_severity(vm)
	message := concat("", ["its template was to be used until ", text_of(vm.template_certification, "sunset"), "; use a later generation"])
}

# From the day on which it was certified.
certified(vm) if {
	day := vm.template_certification.certified
	is_date(day)
	day <= input.today
}

strictness(vm) := "deny" if {
	category_of(vm) == "production"
} else := "warn"

template_severity(vm) := "deny" if {
	category_of(vm) == "production"
	made(vm)
} else := "warn"

sunset_severity(vm) := "deny" if {
	made(vm)
} else := "warn"

# Made by this plan: new, or made anew.
made(vm) if not names_before[vm.vm]

made(vm) if machines_rebuilt[vm.vm]

names_before contains vm.vm if some vm in input.vms.before

machines_rebuilt contains change.vm if {
	some change in input.changes
	change.action == "replace"
	change.impact != "power-cycle"
}
