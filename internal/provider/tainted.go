package provider

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// nameTaint appends what becomes of a new object to the errors of its create. A CLI
// taints what a create returns together with an error, whatever the resource: an apply
// that follows does not go on with it, but replaces it.
func nameTaint(req *tfprotov6.ApplyResourceChangeRequest, resp *tfprotov6.ApplyResourceChangeResponse) {
	if req == nil || resp == nil || !isNull(req.PriorState) || isNull(resp.NewState) {
		return
	}
	for _, d := range slices.Backward(resp.Diagnostics) { // once, below all that is said
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			d.Detail += "\n\n" + taint(req.TypeName, idOf(resp.NewIdentity))
			return
		}
	}
}

// taint says what exists, and how to keep it.
func taint(typeName, id string) string {
	what, exists := "The object", "exists"
	if kind, ok := kindOf(typeName); ok {
		if what = "The " + kind.KindName(); kind.IsBilled() {
			exists = "exists and bills"
		}
	}
	if id != "" {
		what += " " + id
	}
	return fmt.Sprintf("%s %s. It is tainted and will be replaced by the next apply. To keep it, run `terraform untaint %s.NAME` with the address shown above.", what, exists, typeName)
}

// idOf reads the ID out of an identity; every resource has one of this form.
func idOf(identity *tfprotov6.ResourceIdentityData) string {
	if identity == nil || identity.IdentityData == nil {
		return ""
	}
	value, err := identity.IdentityData.Unmarshal(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}})
	if err != nil {
		return ""
	}
	var attributes map[string]tftypes.Value
	var id string
	if value.As(&attributes) != nil || attributes["id"].As(&id) != nil {
		return ""
	}
	return id
}
