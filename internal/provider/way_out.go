package provider

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// wayOut ends every error that a plan can meet. A CLI makes a normal plan before it destroys,
// which a provider cannot distinguish from any other, and the flag is what leaves that out. It
// leaves out what is checked and read with values that only a plan knows. What is wrong
// whatever the values are, `terraform validate` refuses first, and no flag helps.
const wayOut = "If this error blocks a destroy, run `terraform destroy -refresh=false`, which does not plan the configuration first."

// nameWayOut appends the way out to errors.
func nameWayOut(diags []*tfprotov6.Diagnostic) {
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			d.Detail += "\n\n" + wayOut
		}
	}
}

// isNull reports whether a value is null, as the new state of what is destroyed.
func isNull(value *tfprotov6.DynamicValue) bool {
	if value == nil {
		return true
	}
	null, err := value.IsNull()
	return err == nil && null
}
