package tfkit

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Naming is the summary of a warning about one resource, ended by its name. A CLI
// shows only one of several warnings with the same summary.
func Naming(summary string, name types.String) string {
	if name.ValueString() == "" {
		return summary
	}
	return summary + ": " + name.ValueString()
}

// AddWarnings adds one warning of several causes, and none without any.
func AddWarnings(diags *diag.Diagnostics, at path.Path, summary string, causes []string) {
	if len(causes) > 0 {
		diags.AddAttributeWarning(at, summary, strings.Join(causes, "\n\n"))
	}
}
