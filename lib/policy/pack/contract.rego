# METADATA
# title: Policy pack of vm-lifecycle
# description: |
#   Organisation rules about planned changes of virtual machines. Output: `findings`, a set of
#   { rule, severity, subject, message }. Input: what docs/policy.md describes; where a part of it is missing, or of the
#   wrong type, the plan is denied. In WebAssembly `x in set` walks the whole set, so members are looked up: `set[x]`.
package vm_lifecycle

# An engine that could not read the input would find nothing in it.
findings contains plan_finding("deny", "input-malformed", "the input of the policy lacks a part, or has one of a wrong type; see docs/policy.md") if {
	not well_formed
}

well_formed if {
	is_string(input.stack)
	is_string(input.category)
	is_string(input.today)
	is_date(input.today)
	is_array(input.plan.providers)
	is_array(input.plan.executes)
	is_number(input.plan.resources_before)
	is_array(input.changes)
	is_array(input.vms.before)
	is_array(input.vms.after)
	is_array(input.ledger)
	is_array(input.approvals)
	every change in input.changes {
		is_string(change.address)
		is_string(change.action)
		is_string(change.impact)
	}
	every vm in array.concat(input.vms.before, input.vms.after) {
		is_string(vm.vm)
	}
}

findings contains plan_finding("deny", "plan-errored", "the plan ended in an error, and may lack changes; mend the cause, and plan again") if {
	not input.plan.errored == false
}

findings contains plan_finding("deny", "plan-incomplete", "the plan is not complete: it defers changes, or targets some; plan the whole stack") if {
	not input.plan.complete == true
}

# About the plan as a whole.
plan_finding(severity, rule, message) := {"rule": rule, "severity": severity, "message": message}

# About an address or a VM.
finding(severity, rule, subject, message) := {
	"rule": rule,
	"severity": severity,
	"subject": subject,
	"message": message,
}

# Approvals by exact stack, address and permission, which hold today.
approved contains [approval.address, approval.allows] if {
	some approval in input.approvals
	approval.stack == input.stack
	not_over(approval.expires)
}

# The last day still counts.
not_over(day) if {
	is_date(input.today)
	is_date(day)
	day >= input.today
}

is_date(day) if {
	trim(day, "0123456789-") == ""
	[year, month, date] := split(day, "-")
	count(year) == 4
	count(month) == 2
	count(date) == 2
	year >= "0001"
	date >= "01"
	date <= last_days[month]
}

last_days := {
	"01": "31",
	"02": "29",
	"03": "31",
	"04": "30",
	"05": "31",
	"06": "30",
	"07": "31",
	"08": "31",
	"09": "30",
	"10": "31",
	"11": "30",
	"12": "31",
}

# A row of an older plan may lack its category: then that of the stack counts.
category_of(vm) := object.get(vm, "category", input.category)

# A missing field inside of `not f(record.field)` leaves the whole rule undefined: fields are read through this.
text_of(record, field) := value if {
	value := record[field]
	is_string(value)
	trim_space(value) != ""
} else := ""

quoted(text) := concat("", ["\"", text, "\""])
