package tfkit

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/runpod-iac/terraform-provider-runpod/internal/runpod"
)

// stringRule is a validator whose error says what to write instead.
type stringRule struct {
	description string
	check       func(value string) (problem, remedy string)
	wantsText   bool // an empty text is wrong, even where the attribute is optional
}

func (r stringRule) Description(context.Context) string         { return r.description }
func (r stringRule) MarkdownDescription(context.Context) string { return r.description }

func (r stringRule) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || !r.wantsText && req.ConfigValue.ValueString() == "" && mayBeEmpty(ctx, req) {
		return
	}
	problem, remedy := r.check(req.ConfigValue.ValueString())
	if problem == "" {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, problem+NestedAt(req.Path), remedy)
}

// mayBeEmpty reports whether an empty text counts as unset: where nothing has to be
// written, and no default of a resource would have to stand in its place.
func mayBeEmpty(ctx context.Context, req validator.StringRequest) bool {
	attribute, diags := req.Config.Schema.AttributeAtPath(ctx, req.Path)
	_, looksUp := req.Config.Schema.(schema.Schema)
	return !diags.HasError() && attribute.IsOptional() && (looksUp || !attribute.IsComputed())
}

// NestedAt names an attribute within another: for those a CLI shows only the line
// on which the resource begins.
func NestedAt(p path.Path) string {
	steps := p.Steps()
	if len(steps) < 2 {
		return ""
	}
	if _, ok := steps[1].(path.PathStepAttributeName); !ok {
		return ""
	}
	return " in " + p.String()
}

// StringRule makes a validator of a check that returns what is wrong with a value,
// as the summary of an error, and what to write instead; two empty texts where
// nothing is. Both texts are shown, so a check of secrets must not repeat them.
func StringRule(description string, check func(value string) (problem, remedy string)) validator.String {
	return stringRule{description: description, check: check}
}

// objectID leaves out how long an ID may be: counted repeats are slow to compile, and that is done at every start.
var objectID = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// ID accepts what can be an ID of Runpod's: no spaces, no slashes.
func ID() validator.String {
	return stringRule{description: "a Runpod ID", check: checkID}
}

// IDOrNone accepts what ID does, and an empty text where that means none in an attribute
// that an import fills.
func IDOrNone() validator.String {
	return stringRule{description: "a Runpod ID, or an empty string", check: func(value string) (string, string) {
		if value == "" {
			return "", ""
		}
		return checkID(value)
	}}
}

func checkID(value string) (problem, remedy string) {
	if len(value) <= runpod.MaxID && objectID.MatchString(value) {
		return "", ""
	}
	return "Invalid ID", fmt.Sprintf("%.130q is not an ID. IDs contain only %s, at most %d characters. Use the `id` attribute of the resource or data source, not its name or a URL.",
		value, runpod.IDCharacters, runpod.MaxID)
}

// Name accepts what can name an object: anything that is not blank.
func Name() validator.String {
	return stringRule{
		description: "a name",
		check: func(value string) (string, string) {
			if strings.TrimSpace(value) == "" {
				return "Missing name", "The name is empty. Write at least one character that is not a space."
			}
			return "", ""
		},
	}
}

// TrimmedName is Name with at most that many characters, and none of them a space at an
// end: Runpod drops those, and a state would never be what is declared.
func TrimmedName(most int) validator.String {
	return stringRule{
		description: "a name",
		check: func(value string) (string, string) {
			trimmed := strings.TrimSpace(value)
			switch length := utf8.RuneCountInString(value); {
			case trimmed == "":
				return "Missing name", "The name is empty. Write at least one character that is not a space."
			case trimmed != value:
				return "Spaces around the name", fmt.Sprintf("Runpod removes leading and trailing spaces from %q. Write %q.", value, trimmed)
			case length > most:
				return "Name too long", fmt.Sprintf("The name has %d characters and Runpod accepts at most %d. Shorten it.", length, most)
			}
			return "", ""
		},
	}
}

// some checks a list that may not be empty.
type some struct{ example string }

// Some wants at least one element, such as the example.
func Some(example string) validator.List { return some{example} }

func (some) Description(context.Context) string { return "at least one element" }

func (s some) MarkdownDescription(ctx context.Context) string { return s.Description(ctx) }

func (s some) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	if !req.ConfigValue.IsNull() && None(req.ConfigValue) {
		resp.Diagnostics.AddAttributeError(req.Path, "Nothing"+NestedAt(req.Path), fmt.Sprintf("%s is empty. Write at least one, such as %q.", req.Path, s.example))
	}
}
