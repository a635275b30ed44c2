package provider

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// wayOut ends every error of a plan. A CLI makes a normal plan before it destroys,
// which a provider cannot distinguish from any other, and the flag is what leaves that out.
const wayOut = "If this error blocks a destroy, run `terraform destroy -refresh=false`, which does not plan the configuration first."

// nameWayOut appends the way out to the errors of a plan. A plan that destroys is
// only refused on purpose, by what names its own way out.
func nameWayOut(req *tfprotov6.PlanResourceChangeRequest, resp *tfprotov6.PlanResourceChangeResponse) {
	if req == nil || resp == nil || isNull(req.ProposedNewState) {
		return
	}
	for _, d := range resp.Diagnostics {
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
