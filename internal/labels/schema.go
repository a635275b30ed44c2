package labels

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	providerschema "github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/runpod-iac/terraform-provider-runpod/internal/tfkit"
)

// Bounds of Runpod's, in characters.
const (
	maxKey   = 191
	maxValue = 191
)

// reservedPrefix begins the keys that Runpod keeps for itself, in any case.
const reservedPrefix = "runpod:"

const rules = "Keys and values have at most 191 characters; keys must not begin with `runpod:`."

// Attributes describes Fields; what is what has them, such as "pod".
func Attributes(what string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"tags": schema.MapAttribute{
			ElementType: types.StringType, Optional: true, Computed: true,
			MarkdownDescription: "Tags of the " + what + ", merged over the provider's `default_tags`. Beta.",
			Validators:          []validator.Map{tagRules{}},
		},
		"tags_all": schema.MapAttribute{
			ElementType: types.StringType, Computed: true,
			MarkdownDescription: "`tags` and the provider's `default_tags`. Null without any.",
		},
		"cost_center_id": schema.StringAttribute{
			Optional: true, Computed: true,
			MarkdownDescription: "ID of the cost center that the " + what + " is billed to. Beta.",
			Validators:          []validator.String{tfkit.IDOrNone()},
		},
	}
}

// DefaultsAttribute is the provider's `default_tags`.
func DefaultsAttribute() providerschema.Attribute {
	return providerschema.MapAttribute{
		ElementType: types.StringType, Optional: true,
		MarkdownDescription: "Tags for every pod, endpoint, network volume and cluster of this provider configuration. A resource's own `tags` take precedence. " + rules + " Beta.",
		Validators:          []validator.Map{tagRules{}},
	}
}

// tagRules is a validator of tags.
type tagRules struct{}

func (tagRules) Description(context.Context) string { return "tags" }

func (r tagRules) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

func (tagRules) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	elements := req.ConfigValue.Elements()
	for _, key := range slices.Sorted(maps.Keys(elements)) {
		if elements[key].IsNull() {
			continue // it is not there
		}
		at := req.Path.AtMapKey(key)
		if problem, remedy := checkKey(key); problem != "" {
			resp.Diagnostics.AddAttributeError(at, problem, remedy)
			continue
		}
		value, ok := elements[key].(types.String)
		if length := utf8.RuneCountInString(value.ValueString()); ok && length > maxValue {
			resp.Diagnostics.AddAttributeError(at, "Tag value too long", fmt.Sprintf("The value of tag %q has %d characters and Runpod accepts at most %d. Shorten it.", key, length, maxValue))
		}
	}
}

func checkKey(key string) (problem, remedy string) {
	trimmed := strings.TrimSpace(key)
	switch length := utf8.RuneCountInString(key); {
	case trimmed == "":
		return "Empty tag key", "A tag needs a key with at least one character that is not a space, such as \"team\"."
	case trimmed != key:
		return "Spaces around a tag key", fmt.Sprintf("Runpod removes leading and trailing spaces from %q. Write %q.", key, trimmed)
	case strings.HasPrefix(strings.ToLower(key), reservedPrefix):
		return "Reserved tag key", fmt.Sprintf("%.40q begins with %q, which Runpod reserves in upper and lower case. Use another key, such as %q.", key, reservedPrefix, key[len(reservedPrefix):])
	case length > maxKey:
		return "Tag key too long", fmt.Sprintf("The key %.40q... has %d characters and Runpod accepts at most %d. Shorten it.", key, length, maxKey)
	}
	return "", ""
}
