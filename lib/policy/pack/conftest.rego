package vm_lifecycle

# The findings as conftest reads them: `conftest test --namespace vm_lifecycle`. Not compiled.

deny contains object.union(finding, {"msg": finding.message}) if {
	some finding in findings
	finding.severity == "deny"
}

warn contains object.union(finding, {"msg": finding.message}) if {
	some finding in findings
	finding.severity == "warn"
}
